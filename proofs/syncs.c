/* Counts the syncs of a process, and of those that it starts, from outside, and slows them: preloaded,
 * each fsync and fdatasync adds one to the first 8 bytes of the file SYNC_COUNT_FILE and takes as
 * many µs longer as the next 8 bytes say. The 8 bytes after those say how many of the next ones
 * fail with EIO. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static struct { _Atomic unsigned long syncs, slower, failing; } *shared;
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);

__attribute__((constructor)) static void begin(void) {
  real_fsync = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  const char *path = getenv("SYNC_COUNT_FILE");
  int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
  if (file >= 0) {
    void *memory = mmap(0, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    shared = memory == MAP_FAILED ? 0 : memory;
    close(file);
  }
}

static int fails(void) {
  if (!shared) return 0;
  atomic_fetch_add(&shared->syncs, 1);
  if (shared->slower) usleep(shared->slower);
  unsigned long left = shared->failing;
  while (left && !atomic_compare_exchange_weak(&shared->failing, &left, left - 1)) {}
  if (left) errno = EIO;
  return left > 0;
}

int fsync(int file) {
  return fails() ? -1 : real_fsync(file);
}

int fdatasync(int file) {
  return fails() ? -1 : real_fdatasync(file);
}
