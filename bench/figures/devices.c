// Many devices in one process: one thread, one epoll, so that the load takes as little of the machine as it can.
//
//   gcc -O2 -o devices devices.c
//
//   devices send PORT CONNECTIONS LINES SIZE BURST   LINES lines of SIZE bytes in all, BURST of them in each write,
//                                                    as fast as they are taken; then an orderly end
//   devices checked PORT CONNECTIONS LINES SIZE BURST  as send, each line with its CRC-16/X-25 in hex at its end
//   devices stay PORT CONNECTIONS                    identify, then stay silent
//   devices echo PORT CONNECTIONS                    identify, then echo each line
//   devices pace PORT CONNECTIONS RATE               RATE lines of 100 bytes a second in all, evenly
//   devices follow PORT CONNECTIONS                  no devices: readers of GET /api/messages/stream
//
// Each says "HELLO dev-NUMBER" first, or another word than dev. What was done is printed as one line of JSON: for send at the end; for the
// others when all are connected, and they go when standard input ends. Connections come from 127.0.0.1 to 127.0.0.16, as
// one address has too few ports for many thousands.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SOURCES 16

struct device {
  int socket;
  long left;        // lines that are not in the buffer yet
  char *buffer;     // what is being written
  size_t at, end;   // from where, up to where
};

static int epoll;
static struct device *devices;

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + now.tv_nsec * 1e-9;
}

static void check(int good, const char *what) {
  if (!good) {
    fprintf(stderr, "devices: %s: %s\n", what, strerror(errno));
    exit(1);
  }
}

static const char *greeting = "HELLO dev-%d\n";
static int checked;

// Replaces the four bytes before a line's end by the checksum of those before.
static void seal(char *line, int size) {
  unsigned crc = 0xFFFF;
  for (int i = 0; i < size - 5; i++) {
    crc ^= (unsigned char)line[i];
    for (int bit = 0; bit < 8; bit++) crc = (crc & 1) ? (crc >> 1) ^ 0x8408 : crc >> 1;
  }
  char digits[5];
  snprintf(digits, sizeof digits, "%04X", ~crc & 0xFFFF);
  memcpy(line + size - 5, digits, 4);
}

static int dial(int port, int number) {
  int on = 1, s = socket(AF_INET, SOCK_STREAM, 0);
  check(s >= 0, "socket");
  // The port of this end is chosen with the other end in view: otherwise they run out early.
  setsockopt(s, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + number % SOURCES)};
  struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  check(bind(s, (struct sockaddr *)&here, sizeof here) == 0, "bind");
  check(connect(s, (struct sockaddr *)&there, sizeof there) == 0, "connect");
  setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  char hello[128];
  int size = snprintf(hello, sizeof hello, greeting, number);
  if (checked) seal(hello, size);
  check(write(s, hello, size) == size, "write");
  fcntl(s, F_SETFL, O_NONBLOCK);
  return s;
}

static void watch(int number, int events, int how) {
  struct epoll_event event = {.events = events, .data.u32 = number};
  check(epoll_ctl(epoll, how, devices[number].socket, &event) == 0, "epoll_ctl");
}

static void connect_all(int port, int count, int events) {
  epoll = epoll_create1(0);
  devices = calloc(count, sizeof *devices);
  for (int i = 0; i < count; i++) {
    devices[i].socket = dial(port, i);
    watch(i, events, EPOLL_CTL_ADD);
  }
}

// One write(2) for each burst, as devices do it that write what they have measured.
static int send_lines(int port, int count, long lines, int size, int burst) {
  // Digits that do not repeat soon, so that they compress about as well as measurements do.
  long pool = 4096 + burst;
  char *text = malloc(pool * size);
  unsigned random = 1;
  for (long i = 0; i < pool * size; i++) {
    random = random * 1664525 + 1013904223;
    // A line that begins with a digit would be a length to rsyslog.
    text[i] = (i % size == size - 1) ? '\n' : (i % size == 0) ? 'v' : '0' + (random >> 16) % 10;
  }
  for (long i = 0; checked && i < pool; i++) seal(text + i * size, size);
  connect_all(port, count, EPOLLOUT | EPOLLIN);
  for (int i = 0; i < count; i++) devices[i].left = lines / count + (i < lines % count);
  double begin = seconds();
  struct epoll_event ready[512];
  char ignored[4096];
  for (int busy = count; busy > 0;) {
    int n = epoll_wait(epoll, ready, 512, 60000);
    check(n > 0, "nothing was taken for a minute");
    for (int k = 0; k < n; k++) {
      struct device *d = &devices[ready[k].data.u32];
      if (ready[k].events & EPOLLIN) check(read(d->socket, ignored, sizeof ignored) != 0, "closed by the other end");
      if (!(ready[k].events & EPOLLOUT)) continue;
      if (d->at == d->end) {
        long some = d->left < burst ? d->left : burst;
        if (some == 0) {
          watch(ready[k].data.u32, EPOLLIN, EPOLL_CTL_MOD);
          busy--;
          continue;
        }
        d->left -= some;
        random = random * 1664525 + 1013904223;
        d->buffer = text + (random >> 16) % 4096 * size;
        d->at = 0;
        d->end = (size_t)some * size;
      }
      ssize_t written = write(d->socket, d->buffer + d->at, d->end - d->at);
      if (written > 0) d->at += written;
      else check(errno == EAGAIN, "write");
    }
  }
  double took = seconds() - begin;
  printf("{\"lines\": %ld, \"seconds\": %.3f}\n", lines, took);
  fflush(stdout);
  // The end of the stream comes behind all that was sent: nothing in the kernel's buffers is lost.
  for (int i = 0; i < count; i++) shutdown(devices[i].socket, SHUT_WR);
  for (int i = 0; i < count; i++) {
    fcntl(devices[i].socket, F_SETFL, 0);
    while (read(devices[i].socket, ignored, sizeof ignored) > 0) { }
    close(devices[i].socket);
  }
  return 0;
}

// rate: lines a second that all devices together say, one each in turn
static int keep(int port, int count, int answers, long rate) {
  double begin = seconds();
  connect_all(port, count, EPOLLIN);
  printf("{\"connected\": %d, \"seconds\": %.3f}\n", count, seconds() - begin);
  fflush(stdout);
  struct epoll_event input = {.events = EPOLLIN, .data.u32 = (unsigned)-1};
  check(epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &input) == 0, "standard input has to be a pipe");
  struct epoll_event ready[512];
  char some[65536], line[100];
  memset(line, 'p', sizeof line);
  line[sizeof line - 1] = '\n';
  begin = seconds();
  for (long said = 0;;) {
    // A device that does not get its line off misses its turn.
    for (; rate > 0 && said < (seconds() - begin) * rate; said++)
      if (write(devices[said % count].socket, line, sizeof line) < 0) check(errno == EAGAIN, "write");
    int n = epoll_wait(epoll, ready, 512, rate > 0 ? 2 : -1);
    for (int k = 0; k < n; k++) {
      if (ready[k].data.u32 == (unsigned)-1) return 0;
      int s = devices[ready[k].data.u32].socket;
      ssize_t size = read(s, some, sizeof some);
      if (size <= 0) {
        fprintf(stderr, "devices: dev-%u was closed by the other end\n", ready[k].data.u32);
        epoll_ctl(epoll, EPOLL_CTL_DEL, s, 0);
      }
      else if (answers) check(write(s, some, size) == size, "write");
    }
  }
}

int main(int argc, char **argv) {
  signal(SIGPIPE, SIG_IGN);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  if (argc == 7 && strcmp(argv[1], "send") == 0)
    return send_lines(atoi(argv[2]), atoi(argv[3]), atol(argv[4]), atoi(argv[5]), atoi(argv[6]));
  if (argc == 7 && strcmp(argv[1], "checked") == 0) {
    greeting = "HELLO dev-%d 0000\n";
    checked = 1;
    return send_lines(atoi(argv[2]), atoi(argv[3]), atol(argv[4]), atoi(argv[5]), atoi(argv[6]));
  }
  if (argc == 4 && strcmp(argv[1], "stay") == 0) {
    greeting = "HELLO idle-%d\n";  // beside those that send
    return keep(atoi(argv[2]), atoi(argv[3]), 0, 0);
  }
  if (argc == 4 && strcmp(argv[1], "echo") == 0) return keep(atoi(argv[2]), atoi(argv[3]), 1, 0);
  if (argc == 5 && strcmp(argv[1], "pace") == 0) {
    greeting = "HELLO pace-%d\n";
    return keep(atoi(argv[2]), atoi(argv[3]), 0, atol(argv[4]));
  }
  if (argc == 4 && strcmp(argv[1], "follow") == 0) {
    greeting = "GET /api/messages/stream HTTP/1.1\r\nHost: localhost\r\nX-Reader: %d\r\n\r\n";
    return keep(atoi(argv[2]), atoi(argv[3]), 0, 0);
  }
  fputs("usage: see the head of devices.c\n", stderr);
  return 2;
}
