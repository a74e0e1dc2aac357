/* Opening what lies in a folder, and nothing else. */
#ifndef LEADLOOP_BENEATH_H
#define LEADLOOP_BENEATH_H

/* Opens one name of a folder, which is named by its path, for reading. The kernel itself (openat2, Linux 5.6) sees to it that the way leaves the folder
   nowhere and goes over no link. Where it does not know the call, or a sandbox refuses it, the name must be a single one, and is
   opened without following a link. Returns a descriptor, or -1 with errno set; EXDEV where the name leads elsewhere. */
int beneath_open(const char *folder, const char *name);

/* Gives a file another path where nothing lies yet. Returns 0, or -1 with errno set; EEXIST where something does. */
int beneath_move(const char *from, const char *to);

/* Whether the kernel knows openat2 here. */
int beneath_is_guarded(void);

/* Has `beneath_open` do without openat2, for tests of what it does then. */
void beneath_pretend_unguarded(int is_so);

#endif
