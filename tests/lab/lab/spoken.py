#!/usr/bin/python3
"""Servers of the lab that speak a protocol: says "ready" when it listens, then serves until it is ended.

    spoken.py KIND PORT [--address A] [--certificate PEM] [--size BYTES]

KIND: tls (an HTTP page inside), redis, postgresql, mysql, mysql-full, smtp, page (plain HTTP, an answer of so many bytes)
"""
import argparse
import socket
import ssl
import struct
import threading

# MySQL client/server protocol: initial handshake of version 10; ERR packet 1040. In front of each its length and number.
MYSQL = b"\x0a8.0.36\0" + struct.pack("<I", 7) + b"abcdefgh\0" + b"\xff\xf7\xff\x02\0\xff\xdf\x15" + b"\0" * 10 + b"ijklmnopqrst\0caching_sha2_password\0"
MYSQL_FULL = b"\xff" + struct.pack("<H", 1040) + b"#08004Too many connections"
SSL_REQUEST = struct.pack("!II", 8, 80877103)


def framed(payload):
    return struct.pack("<I", len(payload))[:3] + b"\0" + payload


def page(size, head):
    top = f"HTTP/1.1 200 OK\r\nServer: lab\r\nContent-Type: text/html\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n".encode()
    return top if head else top + b"x" * size


def read_request(connection):
    seen = b""
    while b"\r\n\r\n" not in seen and len(seen) < 65536:
        got = connection.recv(4096)
        if not got:
            return None
        seen += got
        if not seen[:1].isalpha():  # no method begins so: answered at once, as web servers do
            break
    return seen


def web(connection, arguments):
    request = read_request(connection)
    if request is None:
        return
    if not request.startswith((b"GET ", b"HEAD ")):
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        return
    connection.sendall(page(arguments.size, request.startswith(b"HEAD ")))


def redis(connection, _):
    while True:
        got = connection.recv(4096)
        if not got:
            return
        connection.sendall(b"+PONG\r\n" if got.upper() == b"PING\r\n" else b"-ERR unknown command\r\n")


def postgresql(connection, _):
    got = connection.recv(4096)
    if got == SSL_REQUEST:
        connection.sendall(b"N")
        connection.recv(4096)


def says(words):
    def say(connection, _):
        connection.sendall(words)
        while connection.recv(4096):
            pass
    return say


def says_and_closes(words):
    return lambda connection, _: connection.sendall(words)


KINDS = {"tls": web, "page": web, "redis": redis, "postgresql": postgresql, "mysql": says(framed(MYSQL)), "mysql-full": says_and_closes(framed(MYSQL_FULL)),
         "smtp": says(b"220 mail.example ESMTP Postfix\r\n")}


def talk(arguments, context, connection):
    """One connection, to its end. The other side may be gone at any moment: that is its right."""
    try:
        connection.settimeout(30)
        if context:
            connection = context.wrap_socket(connection, server_side=True)
        KINDS[arguments.kind](connection, arguments)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):  # to the other side's end: what was not read would become a reset
            pass
    except OSError:
        pass
    finally:
        connection.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=sorted(KINDS))
    parser.add_argument("port", type=int)
    parser.add_argument("--address", default="::")
    parser.add_argument("--certificate")
    parser.add_argument("--size", type=int, default=2)
    arguments = parser.parse_args()
    context = None
    if arguments.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(arguments.certificate)
    server = socket.socket(socket.AF_INET6 if ":" in arguments.address else socket.AF_INET)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if arguments.address == "::":
        server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    server.bind((arguments.address, arguments.port))
    server.listen(128)
    print("ready", flush=True)
    while True:
        connection, _ = server.accept()
        threading.Thread(target=talk, args=(arguments, context, connection), daemon=True).start()


if __name__ == "__main__":
    main()
