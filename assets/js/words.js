// What the script says. English pages bring their own words in en.js.
const vi = {
  restored: "Đã lấy lại bản nháp lúc ",
  found: "Trên máy này còn bản nháp lúc ",
  take: "Lấy lại",
  drop: "Bỏ bản nháp",
  kept: "Đã lưu nháp trên máy lúc ",
  offline: "Chưa có mạng. Bản nháp vẫn còn, thầy cô gửi lại khi có mạng.",
  removed: "Đã bỏ dòng này.",
  undo: "Lấy lại dòng",
  copied: "Đã sao chép",
  pressCopy: "Đã chọn sẵn chữ, thầy cô nhấn giữ rồi chọn Sao chép.",
  shrinking: "Đang thu nhỏ…",
  sending: "Đang gửi…",
  sent: "Đã gửi",
  unsent: "Chưa gửi được",
  signIn: "Cần đăng nhập lại",
  again: "Gửi lại",
  days: "Chủ nhật,Thứ Hai,Thứ Ba,Thứ Tư,Thứ Năm,Thứ Sáu,Thứ Bảy",
  date: ", ngày ",
  hour: " giờ ",
  comma: ",",
};

export const root = document.documentElement;
export const say = window.ctWords || vi;
