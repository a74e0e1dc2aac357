#include "CSimdJSON.h"

#include "DocumentReader.hpp"
#include "LineReader.hpp"

using namespace records;

struct json_records {
    std::unique_ptr<Reader> reader;
    /// The same reader, where it reads a document.
    DocumentReader *document = nullptr;
};

static json_text textOf(const std::string &string) {
    return {reinterpret_cast<const uint8_t *>(string.data()), string.size()};
}

const char *json_library_version(void) {
    static const std::string version = std::to_string(simdjson::SIMDJSON_VERSION_MAJOR) + "." +
        std::to_string(simdjson::SIMDJSON_VERSION_MINOR) + "." + std::to_string(simdjson::SIMDJSON_VERSION_REVISION);
    return version.c_str();
}

json_records *json_records_new(const json_options *options) {
    auto *made = new json_records;
    if (options->layout == JSON_LAYOUT_LINES) {
        made->reader = std::make_unique<LineReader>(*options);
        return made;
    }
    std::vector<std::string> path;
    const uint8_t *key = options->path;
    for (uint32_t i = 0; i < options->path_count; ++i) {
        path.emplace_back(key, key + options->path_lengths[i]);
        key += options->path_lengths[i];
    }
    auto document = std::make_unique<DocumentReader>(*options, std::move(path));
    made->document = document.get();
    made->reader = std::move(document);
    return made;
}

void json_records_free(json_records *reader) { delete reader; }

uint8_t *json_records_room(json_records *reader, size_t *count) { return reader->reader->room(*count); }
void json_records_filled(json_records *reader, size_t count) { reader->reader->filled(count); }
json_step json_records_advance(json_records *reader) { return reader->reader->advance(); }

rc_sheet *json_records_sheet(json_records *reader) { return reader->reader->records(); }
json_text json_records_page(json_records *reader) { return reader->reader->page(); }
void json_records_page_taken(json_records *reader) { reader->reader->pageTaken(); }
json_failure json_records_failure(const json_records *reader) { return reader->reader->failure(); }

json_path_end json_records_path_end(const json_records *reader) {
    return reader->document ? reader->document->wrapper.pathEnd : JSON_PATH_RECORDS;
}

size_t json_records_trailer_count(const json_records *reader) {
    return reader->document ? reader->document->wrapper.trailer.size() : 0;
}

json_text json_records_trailer_path(const json_records *reader, size_t index) {
    return textOf(reader->document->wrapper.trailer[index].first);
}

json_text json_records_trailer_value(const json_records *reader, size_t index) {
    return textOf(reader->document->wrapper.trailer[index].second);
}

size_t json_records_key_count(const json_records *reader) {
    return reader->document ? reader->document->wrapper.keys.size() : 0;
}

json_text json_records_key(const json_records *reader, size_t index) {
    return textOf(reader->document->wrapper.keys[index]);
}
