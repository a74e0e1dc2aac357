internal import CLibXML
internal import LeadModel

/// The text of HTML, read by libxml2's parser: nothing is fetched, entities are decoded, scripts and styles are left out.
enum Markup {
    static func text(of html: String) throws(Unreadable) -> String {
        var html = html
        var text: UnsafeMutablePointer<UInt8>?
        var count = 0
        let outcome = html.withUTF8 { html_text_of($0.baseAddress, $0.count, &text, &count) }
        defer { html_text_free(text) }
        guard outcome == HTML_READ else {
            throw Unreadable(outcome == HTML_TOO_LONG ? .mappingValueTooLong : .mappingInvalidMarkup)
        }
        return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
    }
}
