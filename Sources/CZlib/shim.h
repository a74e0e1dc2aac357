// zlib, with its macros as functions.
#ifndef CZLIB_SHIM_H
#define CZLIB_SHIM_H

#include <zlib.h>

// A stream that expects one gzip member (RFC 1952) and checks its CRC and length.
static inline int zlib_inflate_init_gzip(z_stream *_Nonnull stream) { return inflateInit2(stream, 15 + 16); }

#endif
