// libzip, with its macros as constants of the types that its calls take.
#ifndef CZIP_SHIM_H
#define CZIP_SHIM_H

#include <zip.h>

// A name as UTF-8: as it stands there where it is marked so, and otherwise from the code page of old programs.
static const zip_flags_t czip_names_as_utf8 = ZIP_FL_ENC_GUESS;
static const zip_flags_t czip_names_as_they_stand = ZIP_FL_ENC_RAW;
static const zip_uint64_t czip_stat_size = ZIP_STAT_SIZE;
static const zip_uint64_t czip_stat_encryption = ZIP_STAT_ENCRYPTION_METHOD;

#endif
