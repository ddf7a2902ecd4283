"""The embedded broker: whole messages, each taken once, none of which can end a worker."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection

from cbe.broker import Channel, Transport


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the messages lie."""
    (tmp_path / "control").mkdir()
    (tmp_path / "messages").mkdir()
    return tmp_path


@pytest.fixture
def connection(folder: Path) -> Iterator[Connection]:
    """What both the web process and the worker open."""
    # Kombu remembers in the class which queues it declared, whatever the folder.
    Transport.global_state.clear()
    messages = str(folder / "messages")
    options = {"data_folder_in": messages, "data_folder_out": messages, "control_folder": str(folder / "control")}
    with Connection("filesystem://", transport_options=options) as opened:
        yield opened


def take(connection: Connection, queue: str) -> Any:
    """The body of the next message."""
    simple = connection.SimpleQueue(queue)
    try:
        message = simple.get(block=False)
        message.ack()
        return message.payload
    finally:
        simple.close()


def put(connection: Connection, queue: str, body: Any) -> None:
    """Send one."""
    simple = connection.SimpleQueue(queue)
    simple.put(body)
    simple.close()


def test_this_channel_stands_in_for_kombus(connection: Connection) -> None:
    assert isinstance(connection.default_channel, Channel)


def test_messages_come_in_order_and_once_and_leave_no_file(connection: Connection, folder: Path) -> None:
    for number in range(3):
        put(connection, "interactive", {"number": number})
    assert [take(connection, "interactive")["number"] for _ in range(3)] == [0, 1, 2]
    with pytest.raises(Empty):
        take(connection, "interactive")
    assert not list((folder / "messages").iterdir())


def test_queues_do_not_mix(connection: Connection) -> None:
    put(connection, "bulk", "later")
    with pytest.raises(Empty):
        take(connection, "interactive")
    assert take(connection, "bulk") == "later"


@pytest.mark.parametrize("text", ["", "{", "\ufeff", '{"body": '])
def test_a_message_that_cannot_be_read_is_passed_over(connection: Connection, folder: Path, text: str) -> None:
    (folder / "messages" / "00_first.interactive.msg").write_text(text, encoding="utf-8")
    put(connection, "interactive", "next")
    assert take(connection, "interactive") == "next"
    assert not list((folder / "messages").iterdir())


def test_a_message_half_written_is_not_seen(connection: Connection, folder: Path) -> None:
    (folder / "messages" / "00_first.interactive.msg.draft").write_text("{")
    with pytest.raises(Empty):
        take(connection, "interactive")


def test_two_readers_never_take_the_same_message(connection: Connection, folder: Path) -> None:
    count = 60
    for number in range(count):
        put(connection, "interactive", number)
    taken: list[int] = []

    def read() -> None:
        with connection.clone() as own:
            while True:
                try:
                    taken.append(take(own, "interactive"))
                except Empty:
                    return

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert sorted(taken) == list(range(count))
