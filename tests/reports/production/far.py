"""A store that is no folder of this machine, as an object store is: it has no paths."""

from django.core.files.storage import FileSystemStorage, Storage


class FarStorage(Storage):
    def __init__(self) -> None:
        self._kept = FileSystemStorage()

    def _open(self, name, mode="rb"):
        return self._kept._open(name, mode)

    def _save(self, name, content):
        return self._kept._save(name, content)

    def delete(self, name):
        self._kept.delete(name)

    def exists(self, name):
        return self._kept.exists(name)

    def listdir(self, path):
        return self._kept.listdir(path)

    def get_modified_time(self, name):
        return self._kept.get_modified_time(name)

    def size(self, name):
        return self._kept.size(name)
