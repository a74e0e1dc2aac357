import CCurl
import LeadModel

/// What may go wrong between us and another machine, each with its cause and what to do about it.
///
/// No address beyond host and port, no header and no byte of a body stands in any of them.
enum TransferFault {
    /// - Parameters:
    ///   - verdict: OpenSSL's of the certificate; 0 where it had none to find fault with.
    ///   - received: bytes of the body that had come by then; `nil` where not even its head was there.
    static func of(_ code: CURLcode, _ request: TransferRequest, verdict: Int = 0, received: Int64? = nil) -> Fault {
        func fault(_ code: FaultCode, _ remedy: Fault.Remedy, _ summary: String, _ advice: String) -> Fault {
            Fault(code, remedy, summary, at: Origin(file: request.host), advice: advice)
        }
        let again = Fault.Remedy.retry(afterSeconds: 5)
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            return fault(
                .networkUnresolved, again, "the name of the host is not known",
                "Check the address of the \(request.asker), and the machine's name server.")
        case CURLE_COULDNT_RESOLVE_PROXY:
            return fault(
                .networkUnresolved, again, "the name of the proxy is not known",
                "Check 'proxy' of the \(request.asker).")
        case CURLE_COULDNT_CONNECT:
            return fault(
                .networkRefused, again, "no connection could be made",
                "Check that the host is up and lets this machine in, and the port in the address.")
        case CURLE_OPERATION_TIMEDOUT:
            return fault(
                .networkTimeout, again, received == nil ? "nothing came in time" : "the answer came too slowly",
                "Try again later; for a \(request.asker) that is slow by nature, allow more under 'limits'.")
        case CURLE_FTP_COULDNT_RETR_FILE where received != nil, CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_GOT_NOTHING,
            CURLE_HTTP2, CURLE_HTTP2_STREAM:
            return fault(
                .networkTruncated, again,
                received.map { "the answer broke off after \($0) bytes" } ?? "the connection ended without an answer",
                HTTPFault.later(request.asker))
        case CURLE_SEND_ERROR:
            return fault(
                .networkTruncated, again, "the request could not be sent",
                request.asker == .destination ? HTTPFault.later(request.asker) : "The next run tries again.")
        case CURLE_FILESIZE_EXCEEDED: return tooLarge(request)
        // A single line of it was longer than libcurl keeps.
        case CURLE_OUT_OF_MEMORY where received == nil: return headerTooLarge(request)
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING,
            CURLE_FTP_WEIRD_PASS_REPLY, CURLE_FTP_WEIRD_PASV_REPLY, CURLE_FTP_WEIRD_227_FORMAT:
            return fault(
                .networkProtocol, .stopStream, "what answers does not speak the protocol of the address",
                "Check scheme and port of the address.")
        case CURLE_PEER_FAILED_VERIFICATION: return certificate(verdict, request)
        case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
            return fault(
                .tlsPinMismatch, .stopStream, "the server's key is not the pinned one",
                "If its operator has changed the key, correct 'pin'; if not, somebody else answers.")
        case CURLE_SSL_CONNECT_ERROR:
            return fault(
                .tlsHandshake, .stopStream, "TLS could not be agreed on",
                "Check that the port speaks TLS 1.2 or newer, and whether the server wants a certificate of ours.")
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            return fault(
                .tlsFile, .stopStream, "a file of certificates or keys cannot be used",
                "Check 'ca-file' and 'client-certificate' of the \(request.asker): PEM, and readable by this account.")
        case CURLE_LOGIN_DENIED, CURLE_AUTH_ERROR:
            return fault(
                .networkLogin, .stopStream, "the login was refused",
                "Check user and secret of the \(request.asker), and what they may do.")
        case CURLE_UPLOAD_FAILED, CURLE_REMOTE_DISK_FULL:
            return notTaken(request, code == CURLE_REMOTE_DISK_FULL ? "it has no space left" : nil)
        case CURLE_REMOTE_ACCESS_DENIED where request.upload != nil,
            CURLE_REMOTE_FILE_NOT_FOUND where request.upload != nil:
            return notTaken(request, nil)
        case CURLE_READ_ERROR,
            CURLE_ABORTED_BY_CALLBACK where request.upload?.isShort == true:
            return fault(
                .fileChanged, .stopStream, "the file that was being sent is not what it was",
                "Write it again with `leadloop feed export NAME --again`.")
        case CURLE_REMOTE_FILE_NOT_FOUND, CURLE_FTP_COULDNT_RETR_FILE, CURLE_TFTP_NOTFOUND:
            return fault(
                .fileMissing, .stopStream, "the file or folder is not there, or may not be read",
                "Check the path of the \(request.asker).")
        case CURLE_REMOTE_ACCESS_DENIED:
            return fault(
                .fileUnreadable, .stopStream, "the file or folder may not be read", "Check what the login may do.")
        case CURLE_QUOTE_ERROR:
            return fault(
                .fileArchive, .stopStream, "the host would not do as it was asked", "Check what the login may do there."
            )
        case CURLE_USE_SSL_FAILED:
            return fault(
                .tlsHandshake, .stopStream, "the host does not speak TLS, and nobody logs in without",
                "Have it speak TLS or SFTP; `encryption: none` sends login and leads for everybody on the way to read.")
        case CURLE_ABORTED_BY_CALLBACK:
            return fault(.networkCancelled, .stopStream, "the transfer was cancelled", "Run again.")
        default:
            return fault(
                .networkFailed, again, "the transfer failed: \(String(cString: curl_easy_strerror(code)))",
                "Try again; if it stays so, look at the host's own log.")
        }
    }

    /// By the numbers of OpenSSL's `X509_V_ERR_…`.
    private static func certificate(_ verdict: Int, _ request: TransferRequest) -> Fault {
        func fault(_ code: FaultCode, _ summary: String, _ advice: String) -> Fault {
            Fault(
                code, .stopStream, "the server's certificate \(summary)", at: Origin(file: request.host), advice: advice
            )
        }
        switch verdict {
        case 10: return fault(.tlsExpired, "has expired", "Its operator has to renew it.")
        case 9:
            return fault(
                .tlsNotYetValid, "is not valid yet", "Check this machine's clock, else its operator has to act.")
        case 18:
            return fault(
                .tlsUntrusted, "is signed by nobody but itself",
                "If you know it, name it as 'ca-file' of the \(request.asker).")
        case 19, 20, 21, 2:
            return fault(
                .tlsUntrusted, "comes from an authority that is not trusted here",
                "If it is your own authority, name its certificate as 'ca-file' of the \(request.asker).")
        case 23: return fault(.tlsUntrusted, "was revoked", "Its operator has to replace it.")
        case 62, 63, 64, 1, 0:
            return fault(
                .tlsWrongHost, "is for another host",
                "Check the host in the address; a name counts only under 'subject alternative names'.")
        case 66, 67, 68:
            return fault(.tlsWeak, "has a key or a signature that is too weak", "Its operator has to replace it.")
        default:
            return fault(.tlsUntrusted, "is not accepted (OpenSSL says \(verdict))", "Look it up, or ask its operator.")
        }
    }

    /// - Parameter most: where it is not the request's own limit.
    static func tooLarge(_ request: TransferRequest, _ most: Int64? = nil) -> Fault {
        Fault(
            .networkTooLarge, .stopStream, "the answer is longer than \(most ?? request.limits.bodyBytes) bytes",
            at: Origin(file: request.host),
            advice: "Ask for less at once; where it is meant to be so long, allow more under 'limits'.")
    }

    /// - Parameter why: where the host says so.
    static func notTaken(_ request: TransferRequest, _ why: String?) -> Fault {
        Fault(
            .networkFailed, .retry(afterSeconds: 5), "the host does not take the file" + (why.map { ": \($0)" } ?? ""),
            at: Origin(file: request.host),
            advice: "Check that the folder is there, what the login may do in it, and the space that is left.")
    }

    static func headerTooLarge(_ request: TransferRequest) -> Fault {
        Fault(
            .networkTooLarge, .stopStream,
            "the headers of the answer are longer than \(request.limits.headerBytes) bytes",
            at: Origin(file: request.host), advice: "Check that the address is the one that was meant.")
    }

    static func twoLengths(_ request: TransferRequest) -> Fault {
        Fault(
            .networkProtocol, .stopStream, "the answer gives two lengths of its body", at: Origin(file: request.host),
            advice: "Tell the operator of the host, or of a proxy in between.")
    }

    static func partial(_ request: TransferRequest, _ count: Int64, of size: Int64) -> Fault {
        Fault(
            .networkTruncated, .retry(afterSeconds: 5), "the file broke off after \(count) bytes of \(size)",
            at: Origin(file: request.host), advice: HTTPFault.later(request.asker))
    }

    static func unasked(_ request: TransferRequest) -> Fault {
        Fault(
            .networkProtocol, .stopStream, "a part came where the whole was asked for", at: Origin(file: request.host),
            advice: "Tell the operator of the host, or of a proxy in between.")
    }

    /// Tells those who fetch that a rule of the source does without it; nobody sees it.
    static func passedOver(_ host: String) -> Fault {
        Fault(
            .networkCancelled, .stopStream, "a rule of the source passes it over", at: Origin(file: host),
            advice: "Check 'errors' of the source.")
    }

    static func changed(_ host: String) -> Fault {
        Fault(
            .networkAltered, .retry(afterSeconds: 0), "the file has changed while it was fetched",
            at: Origin(file: host), advice: "It is fetched anew; if that goes on, fetch it when nobody writes it.")
    }

    static func altered(_ what: String, _ remedy: Fault.Remedy, _ host: String) -> Fault {
        Fault(
            .networkAltered, remedy, "the file is not the announced one: \(what)", at: Origin(file: host),
            advice: "Fetch it again later; if it stays so, ask whoever wrote it or its manifest.")
    }

    static func proxy(_ request: TransferRequest, _ status: Int) -> Fault {
        Fault(
            .networkProxy, .stopStream, "the proxy does not connect us (status \(status))",
            at: Origin(file: request.host),
            advice: "Check 'proxy' of the \(request.asker), and what its operator allows.")
    }

    static func noAddress(_ request: TransferRequest) -> Fault {
        Fault(
            .networkUnresolved, .stopStream, "the name stands for no address of the internet",
            at: Origin(file: request.host),
            advice: "Check the address of the \(request.asker).")
    }

    static func innerAddress(_ request: TransferRequest, _ address: NetworkAddress, _ kind: String) -> Fault {
        Fault(
            .networkInnerAddress, .stopStream, "the host is at \(address), which is \(kind)",
            at: Origin(file: request.host),
            advice: "If that is meant, list the address under 'allow' of the \(request.asker)'s 'network'.")
    }

    static func hostUnknown(_ request: TransferRequest, _ fingerprint: String) -> Fault {
        Fault(
            .sshHostUnknown, .stopStream,
            "nobody has said yet whether this host is to be trusted; its key is \(fingerprint)",
            at: Origin(file: request.host),
            advice: "Compare it with what its operator says, and write it as 'host-key' of the \(request.asker).")
    }

    static func hostKeyChanged(_ request: TransferRequest, _ fingerprint: String) -> Fault {
        Fault(
            .sshHostChanged, .stopStream, "the host shows another key than the one that is trusted: \(fingerprint)",
            at: Origin(file: request.host),
            advice:
                "If its operator has changed the key, correct 'host-key' or the file of known hosts; if not, somebody else answers."
        )
    }

    static func redirect(_ request: TransferRequest, _ status: Int, _ why: String) -> Fault {
        Fault(
            .networkRedirect, .stopStream, "the answer (\(status)) points elsewhere, \(why)",
            at: Origin(file: request.host),
            advice:
                "Write the address that answers itself; 'redirects' of the \(request.asker) allows some within one host."
        )
    }

    static let addressUnreadable = Fault(
        .networkAddress, .stopStream, "an address cannot be read",
        advice: "Write such as https://crm.example/api, without a user, a password or spaces in it.")
}
