"""The queue of files, on disks that are full and after power failures."""

import errno
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from kombu.connection import Connection
from kombu.entity import Exchange, Queue
from kombu.exceptions import ChannelError

from common.file_queue import write_whole


@pytest.fixture
def folder(tmp_path):
    for name in ("messages", "control"):
        (tmp_path / name).mkdir()
    return tmp_path


def connected(folder):
    """The queue is called by the folder: kombu remembers in a process which ones it has made."""
    options = {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
    }
    return Connection(
        "filesystem://localhost", transport="common.file_queue:Transport", transport_options=options
    )


def put(folder, *messages):
    with connected(folder) as opened, closing(opened.SimpleQueue(folder.name)) as queue:
        for message in messages:
            queue.put(message)


def taken(folder):
    found: list[object] = []
    with connected(folder) as opened, closing(opened.SimpleQueue(folder.name)) as queue:
        while True:
            try:
                message = queue.get_nowait()
            except queue.Empty:
                return found
            found.append(message.payload)
            message.ack()


def files(folder):
    return sorted(path.name for path in (folder / "messages").iterdir())


@pytest.fixture
def full_disk(monkeypatch):
    """What is written gets as far as an empty file."""

    def write_text(path, text):
        path.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    return lambda: monkeypatch.setattr(Path, "write_text", write_text)


def test_messages_come_out_in_the_order_in_which_they_went_in(folder):
    put(folder, *range(12))
    assert taken(folder) == list(range(12))
    assert files(folder) == []


def test_a_full_disk_is_told_and_leaves_nothing_behind(folder, full_disk, monkeypatch):
    put(folder, "first")
    before = files(folder)
    full_disk()
    with pytest.raises(ChannelError, match=r"takes no message.*No space left"):
        put(folder, "second")
    assert files(folder) == before
    monkeypatch.undo()
    assert taken(folder) == ["first"]


def test_a_start_on_a_full_disk_leaves_no_list_that_is_empty(folder, full_disk, monkeypatch):
    full_disk()
    with pytest.raises(ChannelError, match="No space left"):
        put(folder, "lost")
    assert [path.name for path in (folder / "control").iterdir()] == ["lock"]
    monkeypatch.undo()
    put(folder, "kept")  # by the same process, which believes that it has made the queue
    assert taken(folder) == ["kept"]


@pytest.mark.parametrize("harm", ["", "{", '{"body": "eyJ'])
def test_a_message_that_was_cut_short_is_left_out_and_those_behind_it_are_read(folder, harm, caplog):
    (folder / "messages" / f"0_cut-short.{folder.name}.msg").write_text(harm)
    put(folder, "whole")
    assert taken(folder) == ["whole"]
    assert "was not whole" in caplog.text
    assert files(folder) == []


def test_a_list_of_queues_that_was_cut_short_is_made_anew(folder):
    put(folder, "before")
    (listed,) = (folder / "control").glob("*.exchange")
    listed.write_text("")
    put(folder, "after")
    assert taken(folder) == ["before", "after"]


def test_queues_that_are_bound_at_once_are_all_listed(folder):
    def bind(number):
        with connected(folder) as opened:
            exchange = Exchange("news", type="fanout")
            Queue(f"reader-{number}", exchange)(opened.default_channel).declare()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(bind, range(24)))
    with connected(folder) as opened:
        names = {row.queue for row in opened.default_channel.get_table("news")}
    assert names == {f"reader-{number}" for number in range(24)}


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path, full_disk):
    path = tmp_path / "file"
    write_whole(path, "one")
    full_disk()
    with pytest.raises(ChannelError):
        write_whole(path, "two")
    assert path.read_text() == "one"
    assert list(tmp_path.iterdir()) == [path]
