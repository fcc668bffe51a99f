"""A script's end of OpenD's protocol with nothing but Python's own library: frames from the document (44 bytes, little-endian, SHA-1 of the body),
messages by their field numbers. It does what the ten lines of the README do and prints what it got as JSON.

usage: opend-script.py PORT"""
import hashlib
import json
import socket
import struct
import sys

HEAD = struct.Struct('<2sIBBII20s8s')
INIT, ACCOUNTS, FOLLOW, ORDERS, PLACE, POSITIONS, SNAPSHOT, ORDER_PUSH = 1001, 2001, 2008, 2201, 2202, 2102, 3203, 2208


def varint(value):
    out = b''
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def encode(*fields):
    """Fields as (number, value): whole numbers and booleans as varints, floats as doubles, text and messages by their length."""
    out = b''
    for number, value in fields:
        if isinstance(value, float):
            out += varint(number << 3 | 1) + struct.pack('<d', value)
        elif isinstance(value, int):
            out += varint(number << 3) + varint(value)
        else:
            body = value.encode() if isinstance(value, str) else value
            out += varint(number << 3 | 2) + varint(len(body)) + body
    return out


def decode(body):
    """By field number: lists of whole numbers, doubles or bytes."""
    fields, at = {}, 0

    def read():
        nonlocal at
        value = shift = 0
        while True:
            byte = body[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(body):
        tag = read()
        if tag & 7 == 0:
            value = read()
        elif tag & 7 == 1:
            value = struct.unpack_from('<d', body, at)[0]
            at += 8
        else:
            length = read()
            value = body[at:at + length]
            at += length
        fields.setdefault(tag >> 3, []).append(value)
    return fields


class Script:
    def __init__(self, port):
        self.socket = socket.create_connection(('127.0.0.1', port), timeout=20)
        self.serial = 0
        self.pushed = []
        self.connection = decode(self.ask(INIT, (1, 1002), (2, 'ten lines'), (3, 1)))[3][0]

    def exactly(self, length):
        got = b''
        while len(got) < length:
            piece = self.socket.recv(length - len(got))
            if not piece:
                raise SystemExit('the gateway closed the connection')
            got += piece
        return got

    def frame(self):
        magic, protocol, _format, _version, serial, length, digest, _ = HEAD.unpack(self.exactly(44))
        body = self.exactly(length)
        if magic != b'FT' or hashlib.sha1(body).digest() != digest:
            raise SystemExit('a frame that is none')
        return protocol, serial, decode(body)

    def ask(self, protocol, *fields):
        self.serial += 1
        body = encode((1, encode(*fields)))
        self.socket.sendall(HEAD.pack(b'FT', protocol, 0, 0, self.serial, len(body), hashlib.sha1(body).digest(), b'\0' * 8) + body)
        while True:
            got, serial, answer = self.frame()
            if got != protocol or serial != self.serial:
                self.pushed.append((got, answer))
                continue
            if answer[1][0] != 0:
                raise SystemExit(answer[2][0].decode())
            return answer.get(4, [b''])[0]

    def packet(self):
        return encode((1, self.connection), (2, self.serial + 1))


script = Script(int(sys.argv[1]))
accounts = [decode(each) for each in decode(script.ask(ACCOUNTS, (1, 0), (2, 1)))[1]]
account = next(each[2][0] for each in accounts if each[1][0] == 0 and 1 in each[3])
header = encode((1, 0), (2, account), (3, 1))
script.ask(FOLLOW, (1, account))
snapshot = decode(decode(decode(script.ask(SNAPSHOT, (1, encode((1, 1), (2, '00700')))))[1][0])[1][0])
ask_price = snapshot[18][0]
placed = decode(script.ask(PLACE, (1, script.packet()), (2, header), (3, 1), (4, 1), (5, '00700'), (6, 100.0), (7, ask_price + 5), (10, 1), (11, 'first')))
number = placed[3][0].decode()
listed = [decode(each) for each in decode(script.ask(ORDERS, (1, header), (2, encode((5, number)))))[2]]
while not any(protocol == ORDER_PUSH and decode(decode(answer[4][0])[2][0])[3][0] == 11 for protocol, answer in script.pushed):
    protocol, _, answer = script.frame()
    script.pushed.append((protocol, answer))
positions = [decode(each) for each in decode(script.ask(POSITIONS, (1, header))).get(2, [])]
print(json.dumps({
    'price': ask_price,
    'order': number,
    'listed': [each[5][0].decode() for each in listed],
    'remark': listed[0][18][0].decode(),
    'positions': [[each[3][0].decode(), each[5][0]] for each in positions],
}))
