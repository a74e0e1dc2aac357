import CCurl
import Foundation
import LeadModel

/// A request as libcurl wants it: one easy handle with everything that is set on purpose.
final class TransferHandle: @unchecked Sendable {
    let easy: UnsafeMutableRawPointer
    let id: ObjectIdentifier
    private let transfer: Transfer
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    /// What the certificate has to name.
    private let name: UnsafeMutablePointer<CChar>
    /// Where libcurl writes what went wrong, in words that are never shown.
    private let words = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    init(_ transfer: Transfer) throws(Fault) {
        let request = transfer.request
        guard let address = TransferAddress(request.url) else { throw TransferFault.addressUnreadable }
        guard let easy = curl_easy_init() else { throw TransferFault.of(CURLE_OUT_OF_MEMORY, request) }
        self.easy = easy
        name = strdup(address.host.trimmingCharacters(in: CharacterSet(charactersIn: "[]")))
        self.transfer = transfer
        words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, words)
        id = ObjectIdentifier(transfer)
        setAddress(request, address)
        setLimits(request.limits)
        setTrust(request.trust, address)
        if address.scheme.hasPrefix("http") { setHTTP(request) } else { setFiles(request) }
        setCallbacks()
        transfer.inquire = { [offset = request.offset] in
            var (size, changed): (curl_off_t, Int) = (-1, -1)
            ccurl_get_size(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &size)
            ccurl_get_number(easy, CURLINFO_FILETIME, &changed)
            return (
                size >= 0 ? Int64(size) + offset : nil,
                changed >= 0 ? Instant(milliseconds: Int64(changed) * 1_000) : nil
            )
        }
    }

    deinit {
        curl_easy_cleanup(easy)
        for list in lists { curl_slist_free_all(list) }
        free(name)
        words.deallocate()
    }

    /// Tells the transfer how it ended.
    func finish(_ result: CURLcode) {
        var verdict = 0
        ccurl_get_number(easy, CURLINFO_SSL_VERIFYRESULT, &verdict)
        var tunnel = 0
        ccurl_get_number(easy, CURLINFO_HTTP_CONNECTCODE, &tunnel)
        var sent = 0
        ccurl_get_number(easy, CURLINFO_REQUEST_SIZE, &sent)
        transfer.finish(
            // With TLS 1.3 a server refuses our certificate, or that there is none, when the handshake is over for us.
            String(cString: words).contains(" alert ") && result != CURLE_OK ? CURLE_SSL_CONNECT_ERROR : result,
            certificate: certificate, verdict: verdict, tunnel: tunnel, sent: sent)
    }

    // MARK: Options

    private func set(_ option: CURLoption, _ value: Int) { ccurl_set_number(easy, option, value) }
    private func set(_ option: CURLoption, _ value: String?) {
        if let value { ccurl_set_text(easy, option, value) } else { ccurl_set_text(easy, option, nil) }
    }

    private func setAddress(_ request: TransferRequest, _ address: TransferAddress) {
        set(CURLOPT_URL, request.url)
        set(CURLOPT_PROTOCOLS_STR, address.scheme)
        // Where an answer may send us is decided by `TransferEngine.open`.
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        // Not what the environment says.
        set(CURLOPT_PROXY, request.proxy ?? "")
        set(CURLOPT_NOPROXY, "")
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_BUFFERSIZE, Transfer.chunkBytes)
    }

    private func setLimits(_ limits: TransferLimits) {
        set(CURLOPT_CONNECTTIMEOUT_MS, limits.connectSeconds * 1_000)
        set(CURLOPT_SERVER_RESPONSE_TIMEOUT, limits.stallSeconds)
        set(CURLOPT_LOW_SPEED_LIMIT, limits.slowestBytes)
        set(CURLOPT_LOW_SPEED_TIME, limits.stallSeconds)
        set(CURLOPT_TIMEOUT_MS, limits.totalSeconds * 1_000)
        ccurl_set_size(easy, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(limits.bodyBytes))
    }

    private func setTrust(_ trust: TransferTrust, _ address: TransferAddress) {
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        ccurl_require_name(easy, name)
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_CERTINFO, 1)
        if let authorities = trust.authorities {
            set(CURLOPT_CAINFO, authorities)
            set(CURLOPT_CAPATH, nil)
        }
        if let pin = trust.pin { set(CURLOPT_PINNEDPUBLICKEY, pin) }
        if let certificate = trust.certificate {
            set(CURLOPT_SSLCERT, certificate.chain)
            set(CURLOPT_SSLKEY, certificate.key)
        }
        guard address.scheme == "sftp" else { return }
        if trust.hostKey == nil, let known = trust.knownHosts {
            set(CURLOPT_SSH_KNOWNHOSTS, known)
            ccurl_set_known_key_callback(easy) { _, _, found, match, context in
                guard let found, let context else { return Int32(CURLKHSTAT_REJECT.rawValue) }
                let key = UnsafeRawBufferPointer(start: found.pointee.key, count: found.pointee.len)
                let isKnown: Bool? =
                    switch match {
                    case CURLKHMATCH_OK: true
                    case CURLKHMATCH_MISSING: nil
                    default: false
                    }
                let isTrusted = TransferHandle.transfer(context).trusts(hostKey: key, isKnown: isKnown)
                return Int32((isTrusted ? CURLKHSTAT_FINE : CURLKHSTAT_REJECT).rawValue)
            }
            ccurl_set_pointer(easy, CURLOPT_SSH_KEYDATA, context)
        } else {
            ccurl_set_host_key_callback(easy) { context, _, key, count in
                guard let context, let key else { return Int32(CURLKHMATCH_MISMATCH.rawValue) }
                let bytes = UnsafeRawBufferPointer(start: key, count: count)
                let isTrusted = TransferHandle.transfer(context).trusts(hostKey: bytes, isKnown: nil)
                return Int32((isTrusted ? CURLKHMATCH_OK : CURLKHMATCH_MISMATCH).rawValue)
            }
            ccurl_set_pointer(easy, CURLOPT_SSH_HOSTKEYDATA, context)
        }
    }

    private func setHTTP(_ request: TransferRequest) {
        set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        // Packed bodies are unpacked by whoever reads them, within its own limits.
        set(CURLOPT_HTTP_CONTENT_DECODING, 0)
        switch request.method {
        case "GET": set(CURLOPT_HTTPGET, 1)
        case "HEAD": set(CURLOPT_NOBODY, 1)
        default: set(CURLOPT_CUSTOMREQUEST, request.method)
        }
        if let body = request.body {
            ccurl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            _ = body.withUnsafeBytes { bytes in
                // It copies them; of none it wants a place all the same.
                ccurl_set_pointer(
                    easy, CURLOPT_COPYPOSTFIELDS,
                    UnsafeMutableRawPointer(mutating: bytes.baseAddress ?? UnsafeRawPointer(easy)))
            }
            if request.method != "POST" { set(CURLOPT_CUSTOMREQUEST, request.method) }
        }
        if let upload = request.upload {
            setUpload(upload)
            if request.method != "PUT" { set(CURLOPT_CUSTOMREQUEST, request.method) }
        }
        var list: UnsafeMutablePointer<curl_slist>?
        for header in request.headers { list = curl_slist_append(list, "\(header.name): \(header.value)") }
        if request.offset > 0 { list = curl_slist_append(list, "Range: bytes=\(request.offset)-") }
        list = curl_slist_append(list, "Expect:")
        guard let list else { return }
        lists.append(list)
        ccurl_set_pointer(easy, CURLOPT_HTTPHEADER, list)
    }

    private func setFiles(_ request: TransferRequest) {
        if let login = request.login {
            set(CURLOPT_USERNAME, login.user)
            set(CURLOPT_PASSWORD, login.password)
            set(CURLOPT_SSH_PRIVATE_KEYFILE, login.keyFile)
            set(CURLOPT_KEYPASSWD, login.passphrase)
            let (password, key) = (
                login.password == nil ? 0 : CURLSSH_AUTH_PASSWORD, login.keyFile == nil ? 0 : CURLSSH_AUTH_PUBLICKEY
            )
            set(CURLOPT_SSH_AUTH_TYPES, Int(password | key))
        }
        // With certificates checked, also over FTP that begins without.
        let isPlain = request.url.lowercased().hasPrefix("ftp:") && !request.encrypts
        if !isPlain { set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue)) }
        set(CURLOPT_FTP_SKIP_PASV_IP, 1)
        set(CURLOPT_FILETIME, 1)
        if request.listsNames { set(CURLOPT_DIRLISTONLY, 1) }
        if request.onlyLooks { set(CURLOPT_NOBODY, 1) }
        if !request.commands.isEmpty {
            var list: UnsafeMutablePointer<curl_slist>?
            for command in request.commands { list = curl_slist_append(list, command) }
            if let list {
                lists.append(list)
                ccurl_set_pointer(easy, CURLOPT_POSTQUOTE, list)
            }
        }
        if request.offset > 0 { ccurl_set_size(easy, CURLOPT_RESUME_FROM_LARGE, curl_off_t(request.offset)) }
        if let upload = request.upload { setUpload(upload) }
    }

    private func setUpload(_ upload: UploadedBytes) {
        set(CURLOPT_UPLOAD, 1)
        ccurl_set_size(easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(upload.count))
        let context = Unmanaged.passUnretained(upload).toOpaque()
        ccurl_set_bytes_callback(easy, CURLOPT_READFUNCTION) { bytes, size, count, context in
            guard let context else { return Int(CURL_READFUNC_ABORT) }
            let upload = Unmanaged<UploadedBytes>.fromOpaque(context).takeUnretainedValue()
            return upload.next(into: UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
                ?? Int(CURL_READFUNC_ABORT)
        }
        ccurl_set_pointer(easy, CURLOPT_READDATA, context)
        // A connection that turns out to be closed is made anew, and the file begun with again.
        ccurl_set_seek_callback(easy) { context, offset, origin in
            guard let context, origin == SEEK_SET else { return CURL_SEEKFUNC_CANTSEEK }
            Unmanaged<UploadedBytes>.fromOpaque(context).takeUnretainedValue().rewind(to: Int64(offset))
            return CURL_SEEKFUNC_OK
        }
        ccurl_set_pointer(easy, CURLOPT_SEEKDATA, context)
    }

    // MARK: Callbacks

    private var context: UnsafeMutableRawPointer { Unmanaged.passUnretained(transfer).toOpaque() }

    private static func transfer(_ context: UnsafeMutableRawPointer) -> Transfer {
        Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }

    private func setCallbacks() {
        ccurl_set_bytes_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let context else { return 0 }
            return TransferHandle.transfer(context).take(UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        ccurl_set_pointer(easy, CURLOPT_WRITEDATA, context)
        ccurl_set_bytes_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let context else { return 0 }
            return TransferHandle.transfer(context).takeHeader(
                UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        ccurl_set_pointer(easy, CURLOPT_HEADERDATA, context)
        ccurl_set_socket_callback(easy) { context, _, address in
            guard let context, let address, let place = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else {
                return CURL_SOCKET_BAD
            }
            let inner = NetworkAddress(
                UnsafeRawPointer(address).advanced(by: place), family: address.pointee.family,
                count: Int(address.pointee.addrlen))
            guard TransferHandle.transfer(context).mayReach(inner) else { return CURL_SOCKET_BAD }
            return socket(
                address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue),
                address.pointee.protocol)
        }
        ccurl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, context)
    }

    /// What the server's own certificate says, as libcurl lists it.
    private var certificate: TransferPeer.Certificate? {
        var info: UnsafeMutablePointer<curl_certinfo>?
        guard ccurl_get_certificates(easy, &info) == CURLE_OK, let info, info.pointee.num_of_certs > 0 else {
            return nil
        }
        var words: [String: String] = [:]
        var line = info.pointee.certinfo[0]
        while let entry = line {
            let text = String(cString: entry.pointee.data)
            if let colon = text.firstIndex(of: ":") {
                words[String(text[..<colon])] = String(text[text.index(after: colon)...])
            }
            line = entry.pointee.next
        }
        return TransferPeer.Certificate(
            subject: words["Subject"] ?? "", issuer: words["Issuer"] ?? "", expires: words["Expire date"] ?? "")
    }
}
