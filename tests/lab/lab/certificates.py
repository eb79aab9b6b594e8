"""Certificates for the lab's TLS servers, made at run time by openssl: an issuer the client trusts, one it does not."""
import pathlib

from .network import BuildError, command

CONFIG = """
[ca]
default_ca = lab
[lab]
dir = {folder}
database = {folder}/index.txt
new_certs_dir = {folder}
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = nobody
[nobody]
"""
DATES = {"expired": ("20240101000000Z", "20240201000000Z"), "not-yet": ("20900101000000Z", "20910101000000Z")}
KINDS = ("good", "expired", "not-yet", "other-name", "unknown", "self-signed")
NAME, OTHER = "web.example", "shop.example"


def issuer(folder, name):
    """An issuer's certificate and key, made once a case."""
    key, certificate = folder / f"{name}.key", folder / f"{name}.pem"
    if not certificate.exists():
        command(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(certificate), "-days", "30",
                 "-subj", f"/CN=Lab issuer {name}", "-addext", "basicConstraints=critical,CA:TRUE"])
    return certificate, key


def make(folder, kind):
    """One file with key and chain for a server of that kind. The trusted issuer stands in FOLDER/trusted.pem."""
    folder = pathlib.Path(folder)
    if kind not in KINDS:
        raise BuildError(f"a certificate that is {kind}? There are {', '.join(KINDS)}")
    name = OTHER if kind == "other-name" else NAME
    key, request, signed, out = (folder / f"{kind}.{ending}" for ending in ("key", "csr", "crt", "both"))
    config = folder / "openssl.cnf"
    config.write_text(CONFIG.format(folder=folder), encoding="utf-8")
    (folder / "index.txt").touch()
    trusted, _ = issuer(folder, "trusted")
    if kind == "self-signed":
        command(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(signed), "-days", "30",
                 "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"])
        out.write_text(key.read_text() + signed.read_text(), encoding="utf-8")
        return out
    certificate, issuer_key = (trusted, folder / "trusted.key") if kind != "unknown" else issuer(folder, "stranger")
    command(["openssl", "req", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(request), "-subj", f"/CN={name}",
             "-addext", f"subjectAltName=DNS:{name}"])
    begin, end = DATES.get(kind, ("20240101000000Z", "20491231000000Z"))
    command(["openssl", "ca", "-batch", "-notext", "-config", str(config), "-in", str(request), "-out", str(signed), "-cert", str(certificate),
             "-keyfile", str(issuer_key), "-startdate", begin, "-enddate", end])
    out.write_text(key.read_text() + signed.read_text() + certificate.read_text(), encoding="utf-8")
    return out
