"""Files in and out: every bad input is one clear line, and nothing is ever half written."""

from __future__ import annotations

import errno
import io
import json
import os
import stat
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.corpora import files
from dragoman.corpora.files import Encoding, decode, read_bytes, read_stream, read_text, shown, sniff, write_atomic
from dragoman.termbase.errors import InputError, OutputError

CASES: list[dict[str, str]] = json.loads(
    (Path(__file__).parents[1] / "cases" / "corpora_decode.json").read_text("utf-8")
)
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
MARKS = {"utf-16-le": "\ufeff", "utf-16-be": "\ufeff", "utf-32-le": "\ufeff", "utf-32-be": "\ufeff"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_bytes_that_are_no_text(case: dict[str, str]) -> None:
    with pytest.raises(InputError) as caught:
        decode(bytes.fromhex(case["hex"]), "f.txt")
    message = str(caught.value)
    assert case["error"] in message
    assert "\n" not in message


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), st.sampled_from(ENCODINGS))
def test_text_is_decoded_and_encoded_back(text: str, codec: str) -> None:
    text = text.removeprefix("\ufeff")
    data = (MARKS.get(codec, "") + text).encode(codec)
    if not any(data.startswith(magic) for magic, *_ in files._MAGIC):
        assert decode(data) == text
        assert sniff(data).encode(text) == data


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_an_input_error(data: bytes) -> None:
    try:
        text = decode(data, "f")
    except InputError as error:
        assert str(error).startswith("f") and "\n" not in str(error)
    else:
        assert sniff(data).encode(text) == data


def test_a_byte_order_mark_decides() -> None:
    assert sniff(b"abc") == Encoding()
    assert sniff(b"\xff\xfe\0\0a\0\0\0").codec == "utf-32-le"
    assert sniff(b"\xff\xfea\0").codec == "utf-16-le"
    assert sniff(b"\xef\xbb\xbfa") == Encoding(b"\xef\xbb\xbf", "utf-8")


class TestReading:
    def test_content(self, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        path.write_bytes("\ufeffИн Юн\r\n".encode())
        assert read_text(path) == "Ин Юн\r\n"
        assert read_bytes(str(path)) == path.read_bytes()

    @pytest.mark.parametrize(
        ("name", "message"),
        [
            ("missing.txt", "no such file (check the name)"),
            ("full.txt/x", "no such file (a part of its path is a file, not a directory)"),
            ("folder", "this is a directory, not a regular file (name a file in it)"),
            ("empty.txt", "the file is empty (give it some text)"),
            ("pipe", "this is a pipe, not a regular file (use - to read standard input)"),
            ("loop", "too many symbolic links"),
            ("x" * 300, "the name is too long"),
            ("a\0b", "the name holds a NUL character"),
        ],
    )
    def test_what_cannot_be_read(self, tmp_path: Path, name: str, message: str) -> None:
        (tmp_path / "full.txt").write_text("x")
        (tmp_path / "empty.txt").touch()
        (tmp_path / "folder").mkdir()
        os.mkfifo(tmp_path / "pipe")
        (tmp_path / "loop").symlink_to("loop")
        with pytest.raises(InputError) as caught:
            read_bytes(tmp_path / name)
        assert message in str(caught.value)
        assert str(caught.value).startswith(shown(tmp_path))

    def test_a_device(self) -> None:
        with pytest.raises(InputError, match="/dev/null: this is a device"):
            read_bytes("/dev/null")

    def test_a_forbidden_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> NoReturn:
            raise PermissionError(errno.EACCES, "denied")

        (tmp_path / "a.txt").write_text("x")
        monkeypatch.setattr(os, "open", refuse)
        with pytest.raises(InputError, match=r"permission denied \(check the file's permissions\)"):
            read_bytes(tmp_path / "a.txt")

    @pytest.mark.parametrize("text", [" \n\t\r\n", "\ufeff", "\ufeff \u00a0\u3000"])
    def test_nothing_but_white_space(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "a.txt"
        path.write_text(text, "utf-8")
        with pytest.raises(InputError, match="nothing in it but white space"):
            read_text(path)

    def test_a_size_at_and_over_the_limit(self, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        path.write_bytes(b"x" * 1000)
        assert len(read_bytes(path, limit=1000)) == 1000
        with pytest.raises(InputError, match=r"larger than the limit of 999 bytes \(split it into smaller files\)"):
            read_bytes(path, limit=999)

    def test_a_huge_file(self, tmp_path: Path) -> None:
        path = tmp_path / "huge.txt"
        with path.open("wb") as stream:
            stream.truncate(10**12)
        with pytest.raises(InputError, match="larger than the limit of 50,000,000 bytes"):
            read_text(path)

    def test_a_stream(self) -> None:
        assert read_stream(io.BytesIO(b"abc")) == b"abc"
        with pytest.raises(InputError, match="<stdin>: the file is empty"):
            read_stream(io.BytesIO())
        with pytest.raises(InputError, match="limit of 2 bytes"):
            read_stream(io.BytesIO(b"abc"), limit=2)

    def test_a_stream_that_fails(self) -> None:
        class Broken(io.BytesIO):
            def read(self, size: int | None = -1, /) -> bytes:
                raise OSError(errno.EIO, "bad disk")

        stream: BinaryIO = Broken()
        with pytest.raises(InputError, match="<stdin>: Input/output error"):
            read_stream(stream)


@pytest.mark.parametrize(
    ("path", "expected"),
    [("a.txt", "a.txt"), ("Ин.txt", "Ин.txt"), ("a\nb", "a\\nb"), ("a\x1b[31m", "a\\x1b[31m"), ("a\udcff", "a\\xff")],
)
def test_names_fit_for_a_message(path: str, expected: str) -> None:
    assert shown(path) == expected
    assert shown(Path(path)) == expected


class TestWriting:
    def test_new_and_over(self, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        write_atomic(path, "Ин Юн\r\n")
        assert path.read_bytes() == "Ин Юн\r\n".encode()
        write_atomic(str(path), b"\xff\0")
        assert path.read_bytes() == b"\xff\0"
        assert [item.name for item in tmp_path.iterdir()] == ["a.txt"]

    def test_nothing_at_all(self, tmp_path: Path) -> None:
        write_atomic(tmp_path / "a.txt", b"")
        assert (tmp_path / "a.txt").read_bytes() == b""

    def test_permissions_stay(self, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        path.touch()
        path.chmod(0o640)
        write_atomic(path, "x")
        assert stat.S_IMODE(path.stat().st_mode) == 0o640

    def test_new_files_obey_the_umask(self, tmp_path: Path) -> None:
        old = os.umask(0o027)
        try:
            write_atomic(tmp_path / "a.txt", "x")
        finally:
            os.umask(old)
        assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o640

    def test_a_symbolic_link_stays_one(self, tmp_path: Path) -> None:
        (tmp_path / "real").mkdir()
        target, link = tmp_path / "real" / "a.txt", tmp_path / "link.txt"
        link.symlink_to(target)
        write_atomic(link, "first")
        write_atomic(link, "second")
        assert link.is_symlink()
        assert target.read_text() == "second"
        assert sorted(item.name for item in tmp_path.iterdir()) == ["link.txt", "real"]

    def test_other_links_to_the_old_file_keep_it(self, tmp_path: Path) -> None:
        path, other = tmp_path / "a.txt", tmp_path / "b.txt"
        path.write_text("old")
        other.hardlink_to(path)
        write_atomic(path, "new")
        assert other.read_text() == "old"

    def test_a_pipe_is_written_to(self, tmp_path: Path) -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        try:
            write_atomic(pipe, "text")
            assert os.read(reader, 10) == b"text"
        finally:
            os.close(reader)
        assert pipe.is_fifo()

    @pytest.mark.parametrize(
        ("name", "message"),
        [
            ("missing/a.txt", "there is no directory"),
            ("full.txt/a.txt", "there is no directory"),
            ("folder", "this is a directory (name a file in it)"),
            ("locked.txt", "the file is read-only (change its permissions or choose another name)"),
            ("loop", "too many symbolic links"),
            ("x" * 300, "the name is too long"),
            ("a\0b", "the name holds a NUL character"),
        ],
    )
    def test_what_cannot_be_written(self, tmp_path: Path, name: str, message: str) -> None:
        (tmp_path / "full.txt").write_text("old")
        (tmp_path / "locked.txt").write_text("old")
        (tmp_path / "locked.txt").chmod(0o444)
        (tmp_path / "folder").mkdir()
        (tmp_path / "loop").symlink_to("loop")
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(OutputError) as caught:
            write_atomic(tmp_path / name, "new")
        assert message in str(caught.value)
        assert sorted(tmp_path.rglob("*")) == before
        assert (tmp_path / "full.txt").read_text() == (tmp_path / "locked.txt").read_text() == "old"

    def test_text_that_has_no_bytes(self, tmp_path: Path) -> None:
        with pytest.raises(OutputError, match="lone surrogate at character 2"):
            write_atomic(tmp_path / "a.txt", "ab\ud800")
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("step", ["write", "fsync", "replace", "chmod"])
    @pytest.mark.parametrize(
        ("error", "message"),
        [
            (OSError(errno.ENOSPC, "full"), "no space left on the device (free some space and try again)"),
            (OSError(errno.EACCES, "no"), "permission denied (choose a place you may write to)"),
            (OSError(errno.EROFS, "no"), "the file system is read-only (choose another place)"),
            (KeyboardInterrupt(), None),
        ],
        ids=["full", "denied", "read-only", "interrupted"],
    )
    def test_a_failure_leaves_the_old_content_and_nothing_else(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException, message: str | None
    ) -> None:
        path = tmp_path / "a.txt"
        path.write_text("old content")
        really_write = os.write

        def fail(*arguments: Any, **_: Any) -> NoReturn:
            if step == "write":
                really_write(arguments[0], bytes(arguments[1])[:3])
            raise error

        owner: Any = os if step in ("write", "fsync") else Path
        monkeypatch.setattr(owner, step, fail)
        with pytest.raises(OutputError if message else KeyboardInterrupt) as caught:
            write_atomic(path, "new content")
        monkeypatch.undo()
        if message:
            assert str(caught.value) == f"{path}: {message}"
        assert path.read_text() == "old content"
        assert [item.name for item in tmp_path.iterdir()] == ["a.txt"]

    def test_a_disk_that_takes_a_few_bytes_at_a_time(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        really_write = os.write
        monkeypatch.setattr(os, "write", lambda descriptor, data: really_write(descriptor, bytes(data)[:3]))
        write_atomic(tmp_path / "a.txt", b"0123456789")
        assert (tmp_path / "a.txt").read_bytes() == b"0123456789"

    def test_the_text_is_on_disk_before_it_takes_the_name(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        done: list[str] = []
        really_sync, really_replace = os.fsync, Path.replace

        def sync(descriptor: int) -> None:
            done.append("sync")
            really_sync(descriptor)

        def replace(self: Path, target: Path) -> Path:
            done.append("replace")
            assert self.parent == target.parent
            assert self.read_text() == "new"
            return really_replace(self, target)

        monkeypatch.setattr(os, "fsync", sync)
        monkeypatch.setattr(Path, "replace", replace)
        write_atomic(tmp_path / "a.txt", "new")
        assert done[:2] == ["sync", "replace"]
