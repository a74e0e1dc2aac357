#!/usr/bin/env bash
# Makes an authority and the certificates that servers show in the tests, good and bad, in the folder that is named.
set -euo pipefail
cd "$1"
exec 2>/dev/null

authority() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=$1" -keyout "$1.key" -out "$1.pem"
    mkdir -p "$1.d"
    : >"$1.d/index.txt"
    echo 01 >"$1.d/serial"
}

# Name, authority, names of the host, first day, last day, bits of the key, digest of the signature.
certificate() {
    local name=$1 authority=$2 host=$3 from=$4 to=$5 bits=$6 digest=${7:-sha256}
    printf '[v]\nbasicConstraints=CA:FALSE\n%s\n' "${host:+subjectAltName=$host}" >"$name.ext"
    printf '[ca]\ndefault_ca=c\n[c]\nnew_certs_dir=%s\ndatabase=%s/index.txt\nserial=%s/serial\ndefault_md=%s\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n' \
        "$authority.d" "$authority.d" "$authority.d" "$digest" >"$name.cnf"
    openssl req -new -newkey "rsa:$bits" -nodes -subj "/CN=127.0.0.1" -keyout "$name.key" -out "$name.csr"
    openssl ca -batch -config "$name.cnf" -cert "$authority.pem" -keyfile "$authority.key" -in "$name.csr" -out "$name.pem" \
        -startdate "$from" -enddate "$to" -extfile "$name.ext" -extensions v -notext
}

authority root
authority stranger
good=$(date -u -d '-1 day' +%Y%m%d%H%M%SZ)
end=$(date -u -d '+20 days' +%Y%m%d%H%M%SZ)
certificate good root IP:127.0.0.1 "$good" "$end" 2048
certificate expired root IP:127.0.0.1 20200101000000Z 20210101000000Z 2048
certificate future root IP:127.0.0.1 20900101000000Z 20910101000000Z 2048
certificate other-host root DNS:crm.example "$good" "$end" 2048
certificate no-name root '' "$good" "$end" 2048
certificate stranger-made stranger IP:127.0.0.1 "$good" "$end" 2048
certificate weak root IP:127.0.0.1 "$good" "$end" 1024
certificate weakly-signed root IP:127.0.0.1 "$good" "$end" 2048 sha1
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
    -keyout self-made.key -out self-made.pem
openssl x509 -in good.pem -pubkey -noout | openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary | base64 >good.pin
