// Byte searches of the delimited-text reader, and iconv behind a handle.
//
// Every search may read up to RECORD_SCAN_PADDING bytes at and behind `end`: the caller owns that much memory there.
// What those bytes hold never changes a result.
#ifndef CRECORDSCAN_H
#define CRECORDSCAN_H

#include <stddef.h>
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define RECORD_SCAN_PADDING 16

// First `byte` in [at, end), or `end`.
static inline const uint8_t *_Nonnull record_scan_byte(
    const uint8_t *_Nonnull at, const uint8_t *_Nonnull end, uint8_t byte) {
#if defined(__SSE2__)
    const __m128i wanted = _mm_set1_epi8((char)byte);
    for (; at < end; at += 16) {
        const __m128i block = _mm_loadu_si128((const __m128i *)at);
        const unsigned hits = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(block, wanted));
        if (hits) {
            at += __builtin_ctz(hits);
            return at < end ? at : end;
        }
    }
    return end;
#else
    while (at < end && *at != byte) at++;
    return at;
#endif
}

// First byte in [at, end) that can end or spoil an unquoted cell: `delimiter`, `quote`, LF or CR; else `end`.
static inline const uint8_t *_Nonnull record_scan_cell(
    const uint8_t *_Nonnull at, const uint8_t *_Nonnull end, uint8_t delimiter, uint8_t quote) {
#if defined(__SSE2__)
    const __m128i delimiters = _mm_set1_epi8((char)delimiter), quotes = _mm_set1_epi8((char)quote);
    const __m128i feeds = _mm_set1_epi8('\n'), returns = _mm_set1_epi8('\r');
    for (; at < end; at += 16) {
        const __m128i block = _mm_loadu_si128((const __m128i *)at);
        const __m128i found = _mm_or_si128(
            _mm_or_si128(_mm_cmpeq_epi8(block, delimiters), _mm_cmpeq_epi8(block, quotes)),
            _mm_or_si128(_mm_cmpeq_epi8(block, feeds), _mm_cmpeq_epi8(block, returns)));
        const unsigned hits = (unsigned)_mm_movemask_epi8(found);
        if (hits) {
            at += __builtin_ctz(hits);
            return at < end ? at : end;
        }
    }
    return end;
#else
    while (at < end && *at != delimiter && *at != quote && *at != '\n' && *at != '\r') at++;
    return at;
#endif
}

// How often `byte` stands in [at, end).
static inline size_t record_scan_count(const uint8_t *_Nonnull at, const uint8_t *_Nonnull end, uint8_t byte) {
    size_t count = 0;
#if defined(__SSE2__)
    const __m128i wanted = _mm_set1_epi8((char)byte);
    while (end - at >= 16) {
        __m128i hits = _mm_setzero_si128();  // sixteen counters of one byte: summed before they overflow
        for (int turn = 0; turn < 255 && end - at >= 16; turn++, at += 16) {
            hits = _mm_sub_epi8(hits, _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)at), wanted));
        }
        const __m128i sums = _mm_sad_epu8(hits, _mm_setzero_si128());
        count += (size_t)_mm_cvtsi128_si64(sums) + (size_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(sums, sums));
    }
#endif
    for (; at < end; at++) count += *at == byte;
    return count;
}

// How many bytes of [at, end) are clean text from the front: valid UTF-8 (RFC 3629) without NUL.
size_t record_scan_clean_prefix(const uint8_t *_Nonnull at, const uint8_t *_Nonnull end);

// Tells malloc to keep freed memory up to 32 MiB instead of giving each page of records back to the kernel, which then
// clears it anew for the next page: that costs more than reading the records does. Elsewhere than on glibc: nothing.
void record_scan_keep_freed_memory(void);

// A conversion to UTF-8. NULL where iconv does not know the encoding.
void *_Nullable record_iconv_open(const char *_Nonnull encoding);
void record_iconv_close(void *_Nonnull conversion);

enum record_iconv_outcome {
    RECORD_ICONV_DONE,        // all input was converted
    RECORD_ICONV_OUTPUT_FULL, // call again with more room
    RECORD_ICONV_INCOMPLETE,  // the input ends within a character
    RECORD_ICONV_INVALID,     // the next input byte begins no character
};

// Converts as much as fits; `consumed` and `produced` say how much that was. Without input it flushes.
enum record_iconv_outcome record_iconv_convert(
    void *_Nonnull conversion, const uint8_t *_Nullable input, size_t input_count, size_t *_Nonnull consumed,
    uint8_t *_Nonnull output, size_t output_room, size_t *_Nonnull produced);

#endif
