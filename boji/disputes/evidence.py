"""Evidence: files that people add to a dispute, kept under the hash of their bytes.

Owns which files are taken (by ending and by how they begin), how large they may be, and where they lie. They
are only ever handed out as downloads.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from django.core.files.uploadedfile import UploadedFile

from boji.workspace import Workspace

Upload: TypeAlias = "UploadedFile[bytes]"

LARGEST = 10 * 1024 * 1024
MOST = 5
# How a file of each kind begins; texts may begin with anything.
KINDS: dict[str, tuple[bytes, ...]] = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".webp": (b"RIFF",),
    ".pdf": (b"%PDF-",),
    ".xlsx": (b"PK\x03\x04",),
    ".docx": (b"PK\x03\x04",),
    ".csv": (b"",),
    ".txt": (b"",),
}


class EvidenceRefused(ValueError):
    """A file that is not taken: which, why, and what would be."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en

    def text(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Kept:
    """A file that lies in the workspace."""

    name: str
    sha256: str
    size: int


def keep(workspace: Workspace, files: Sequence[Upload]) -> list[Kept]:
    """Check all files, then keep all. Raises EvidenceRefused, and then none is kept."""
    if len(files) > MOST:
        raise EvidenceRefused(f"一次最多 {MOST} 个文件", f"At most {MOST} files at a time")
    contents = [(_name(file), _checked(file)) for file in files]
    return [_keep(workspace, name, content) for name, content in contents]


def path_of(workspace: Workspace, sha256: str) -> Path:
    return workspace.path / "evidence" / sha256[:2] / sha256


def _name(file: Upload) -> str:
    """The last part of the name, without what a header or a path could be tricked by."""
    name = Path((file.name or "").replace("\\", "/")).name
    return "".join(sign for sign in name if sign.isprintable() and sign not in '"<>')[-120:]


def _checked(file: Upload) -> bytes:
    name = _name(file)
    begins = KINDS.get(Path(name).suffix.lower())
    if begins is None:
        kinds = " ".join(sorted(KINDS))
        raise EvidenceRefused(f"{name}：只接受 {kinds}", f"{name}: only {kinds} are taken")
    if (file.size or 0) > LARGEST:
        whole = LARGEST // 1024 // 1024
        raise EvidenceRefused(f"{name}：超过 {whole} MB", f"{name}: larger than {whole} MB")
    content: bytes = file.read()
    if not content.startswith(begins):
        raise EvidenceRefused(
            f"{name}：内容与文件类型不符，请重新导出后再上传",
            f"{name}: the content is not of that kind; export it anew and add it again",
        )
    return content


def _keep(workspace: Workspace, name: str, content: bytes) -> Kept:
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(workspace, digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{digest}.{os.getpid()}")
        draft.write_bytes(content)
        draft.chmod(0o600)
        draft.replace(path)
    return Kept(name, digest, len(content))
