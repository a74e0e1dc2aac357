#include "CRecordScan.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

// Bytes of the well-formed character at `at`, 0 where there is none (table 3-7 of the Unicode standard).
static size_t character(const uint8_t *at, const uint8_t *end) {
    const size_t room = (size_t)(end - at);
    const uint8_t lead = at[0];
    if (lead < 0x80) return 1;
    if (lead < 0xC2 || lead > 0xF4 || room < 2) return 0;
    const uint8_t second = at[1];
    if (lead < 0xE0) return (second & 0xC0) == 0x80 ? 2 : 0;
    if (room < 3 || (at[2] & 0xC0) != 0x80) return 0;
    if (lead < 0xF0) {
        const uint8_t low = lead == 0xE0 ? 0xA0 : 0x80, high = lead == 0xED ? 0x9F : 0xBF;
        return second >= low && second <= high ? 3 : 0;
    }
    if (room < 4 || (at[3] & 0xC0) != 0x80) return 0;
    const uint8_t low = lead == 0xF0 ? 0x90 : 0x80, high = lead == 0xF4 ? 0x8F : 0xBF;
    return second >= low && second <= high ? 4 : 0;
}

size_t record_scan_clean_prefix(const uint8_t *at, const uint8_t *end) {
    const uint8_t *const start = at;
    while (at < end) {
#if defined(__SSE2__)
        if (end - at >= 16) {
            const __m128i block = _mm_loadu_si128((const __m128i *)at);
            // Of signed bytes, NUL and everything beyond ASCII are not greater than zero.
            const unsigned ascii = (unsigned)_mm_movemask_epi8(_mm_cmpgt_epi8(block, _mm_setzero_si128()));
            if (ascii == 0xFFFF) {
                at += 16;
                continue;
            }
            at += __builtin_ctz(~ascii);
        }
#endif
        if (*at == 0) break;
        const size_t length = character(at, end);
        if (length == 0) break;
        at += length;
    }
    return (size_t)(at - start);
}

void record_scan_keep_freed_memory(void) {
#if defined(__GLIBC__)
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
    mallopt(M_TRIM_THRESHOLD, 32 << 20);
#endif
}

void *record_iconv_open(const char *encoding) {
    const iconv_t conversion = iconv_open("UTF-8", encoding);
    return conversion == (iconv_t)-1 ? NULL : (void *)conversion;
}

void record_iconv_close(void *conversion) { iconv_close((iconv_t)conversion); }

enum record_iconv_outcome record_iconv_convert(
    void *conversion, const uint8_t *input, size_t input_count, size_t *consumed, uint8_t *output, size_t output_room,
    size_t *produced) {
    char *in = (char *)input, *out = (char *)output;
    size_t in_left = input_count, out_left = output_room;
    const size_t result = iconv((iconv_t)conversion, input ? &in : NULL, &in_left, &out, &out_left);
    const int error = errno;
    *consumed = input ? input_count - in_left : 0;
    *produced = output_room - out_left;
    if (result != (size_t)-1) return RECORD_ICONV_DONE;
    if (error == E2BIG) return RECORD_ICONV_OUTPUT_FULL;
    return error == EINVAL ? RECORD_ICONV_INCOMPLETE : RECORD_ICONV_INVALID;
}
