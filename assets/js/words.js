// What the script says. English pages bring their own words in en.js.
const vi = {
  restored: "Đã lấy lại bản nháp lúc ",
  found: "Trên máy này còn bản nháp lúc ",
  take: "Lấy lại",
  drop: "Bỏ bản nháp",
  kept: "Đã lưu nháp trên máy lúc ",
  offline: "Chưa có mạng, chưa gửi được. Trang này tự gửi khi có mạng; thầy cô để trang mở hoặc bấm gửi lại.",
  offlineText: " Chữ đã gõ được giữ trên máy.",
  offlineFile: " Tệp đã chọn mất nếu đóng trang.",
  removed: "Đã bỏ dòng này.",
  undo: "Lấy lại dòng",
  copied: "Đã sao chép",
  pressCopy: "Đã chọn sẵn chữ, thầy cô nhấn giữ rồi chọn Sao chép.",
  days: "Chủ nhật,Thứ Hai,Thứ Ba,Thứ Tư,Thứ Năm,Thứ Sáu,Thứ Bảy",
  date: ", ngày ",
  hour: " giờ ",
};

export const root = document.documentElement;
export const say = window.ctWords || vi;
