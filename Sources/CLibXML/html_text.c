#include <libxml/HTMLparser.h>
#include <libxml/xmlerror.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "xml_state.h"

// A page of a mail nests some dozens deep; libxml2 looks through all open elements for each tag that closes none.
#define OPEN_ELEMENTS 512

typedef struct {
    xml_buffer text;
    htmlParserCtxtPtr parser;
    int depth;
    // How many open elements hold no text for readers: scripts, styles, the head.
    int hidden;
    // What stands between the last text and the next: nothing, a space, a line end.
    char gap;
    int is_too_deep;
} html_reading;

static int is_one_of(const xmlChar *name, const char *const *names) {
    for (; *names; names++)
        if (!strcasecmp((const char *)name, *names)) return 1;
    return 0;
}

static int is_hidden(const xmlChar *name) {
    static const char *const names[] = {"script", "style", "head", "title", "template", "noscript", NULL};
    return is_one_of(name, names);
}

static int ends_line(const xmlChar *name) {
    static const char *const names[] = {"address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt",
        "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
        "section", "table", "tr", "ul", NULL};
    return is_one_of(name, names);
}

static int ends_cell(const xmlChar *name) {
    static const char *const names[] = {"td", "th", NULL};
    return is_one_of(name, names);
}

static void note_gap(html_reading *reading, const xmlChar *name) {
    if (ends_line(name)) reading->gap = '\n';
    if (ends_cell(name) && !reading->gap) reading->gap = ' ';
}

static void start(void *context, const xmlChar *name, const xmlChar **attributes) {
    (void)attributes;
    html_reading *reading = context;
    if (++reading->depth > OPEN_ELEMENTS) {
        reading->is_too_deep = 1;
        xmlStopParser(reading->parser);
    }
    reading->hidden += is_hidden(name);
    note_gap(reading, name);
}

static void end(void *context, const xmlChar *name) {
    html_reading *reading = context;
    reading->depth--;
    reading->hidden -= is_hidden(name);
    note_gap(reading, name);
}

// Every run of white space is one gap, as a browser shows it.
static void characters(void *context, const xmlChar *text, int count) {
    html_reading *reading = context;
    if (reading->hidden > 0) return;
    for (int i = 0; i < count; i++) {
        const xmlChar byte = text[i];
        // U+00A0, which editors put where a space is to stay.
        const int is_hard_space = byte == 0xC2 && i + 1 < count && text[i + 1] == 0xA0;
        if (byte == ' ' || (byte >= 0x09 && byte <= 0x0D) || is_hard_space) {
            if (!reading->gap) reading->gap = ' ';
            i += is_hard_space;
            continue;
        }
        if (reading->gap && reading->text.count > 0) xml_buffer_add(&reading->text, &reading->gap, 1);
        reading->gap = 0;
        xml_buffer_add(&reading->text, &byte, 1);
    }
}

static void say_nothing(void *context, const char *message, ...) {
    (void)context;
    (void)message;
}

enum html_outcome html_text_of(const uint8_t *bytes, size_t count, uint8_t **text, size_t *length) {
    *text = NULL;
    *length = 0;
    if (count > HTML_TEXT_LIMIT) return HTML_TOO_LONG;
    // Idempotent, and needed before parsers are made on several threads.
    xmlInitParser();
    html_reading reading = {0};
    htmlSAXHandler handler;
    memset(&handler, 0, sizeof handler);
    handler.startElement = start;
    handler.endElement = end;
    handler.characters = characters;
    handler.ignorableWhitespace = characters;
    handler.warning = say_nothing;
    handler.error = say_nothing;
    handler.fatalError = say_nothing;
    reading.parser = htmlCreateMemoryParserCtxt((const char *)bytes, (int)count);
    if (!reading.parser) return HTML_TOO_LONG;
    htmlCtxtUseOptions(
        reading.parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_NODEFDTD |
            HTML_PARSE_IGNORE_ENC);
    xmlSwitchEncoding(reading.parser, XML_CHAR_ENCODING_UTF8);
    htmlSAXHandlerPtr own = reading.parser->sax;
    reading.parser->sax = &handler;
    reading.parser->userData = &reading;
    htmlParseDocument(reading.parser);
    reading.parser->sax = own;
    htmlFreeParserCtxt(reading.parser);
    if (reading.is_too_deep) {
        free(reading.text.bytes);
        return HTML_TOO_DEEP;
    }
    *text = reading.text.bytes;
    *length = reading.text.count;
    return HTML_READ;
}

void html_text_free(uint8_t *text) { free(text); }
