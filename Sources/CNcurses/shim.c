#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#define _XOPEN_SOURCE_EXTENDED 1
#include "CNcurses.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

// ---- the screen ---------------------------------------------------------------------------------

static SCREEN *screen;

bool strata_locale_is_utf8(void) {
  if (!setlocale(LC_ALL, "")) setlocale(LC_ALL, "C");
  const char *codeset = nl_langinfo(CODESET);
  if (codeset && (strcmp(codeset, "UTF-8") == 0 || strcmp(codeset, "utf8") == 0)) return true;
  // Only ASCII will be sent; ncurses need not know, and in a Unicode locale it does without REP, which not every
  // terminal knows.
  setlocale(LC_CTYPE, "C.UTF-8");
  return false;
}

bool strata_terminfo_usable(const char *term) {
  int error = 0;
  if (setupterm(term, STDOUT_FILENO, &error) != OK) return false;
  const char *address = tigetstr("cup");
  bool usable = address && address != (char *)-1;
  del_curterm(cur_term);
  return usable;
}

int strata_terminfo_colors(const char *term) {
  int error = 0;
  if (setupterm(term, STDOUT_FILENO, &error) != OK) return -1;
  int colors = tigetnum("colors");
  if (tigetflag("RGB") > 0 || tigetnum("RGB") > 0) colors = 1 << 24;
  del_curterm(cur_term);
  return colors > 0 ? colors : 0;
}

const char *strata_library_version(void) { return curses_version(); }

// Entries of terminfo choose the character set anew with every change of attributes, three bytes each, for the sake of
// a second set that is never used here, and spell out a 0 that an empty number means as well. These are taken out of the
// loaded entry; as something gets shorter only, it is done in place. What would be missed is written once, when the
// screen is opened or made anew: another program may have left the other set.
static char first_set[8];

static bool cut(char *text, const char *piece) {
  char *at = strstr(text, piece);
  if (!at) return false;
  memmove(at, at + strlen(piece), strlen(at + strlen(piece)) + 1);
  return true;
}

static void shorten_attributes(void) {
  static const struct { const char *choice, *reset; } sets[] = {
    {"%?%p9%t\033(0%e\033(B%;", "\033(B"}, {"%?%p9%t\016%e\017%;", "\017"}};
  char *sgr = tigetstr("sgr"), *sgr0 = tigetstr("sgr0");
  first_set[0] = 0;
  if (!sgr || sgr == (char *)-1 || !sgr0 || sgr0 == (char *)-1) return;
  for (unsigned i = 0; i < sizeof sets / sizeof *sets; i++) {
    if (!strstr(sgr0, sets[i].reset) || !cut(sgr, sets[i].choice)) continue;
    cut(sgr0, sets[i].reset);
    strcpy(first_set, sets[i].reset);
    break;
  }
  char *zero = strstr(sgr, "\033[0%?"), *ritm = tigetstr("ritm");
  if (!zero) return;
  cut(zero + 2, "0");
  // What turns all off turns italics off too, and ncurses sends it before the sequence that does only that.
  if (ritm && ritm != (char *)-1) *ritm = 0;
}

static void use_first_set(void) {
  strata_terminal_write(first_set, (long)strlen(first_set));
}

int strata_screen_open(const char *term, bool in_color) {
  set_escdelay(25);
  screen = newterm(term, stdout, stdin);
  if (!screen) return STRATA_SCREEN_NO_TERMINFO;
  set_term(screen);
  shorten_attributes();
  use_first_set();
  raw();
  noecho();
  nonl();
  leaveok(stdscr, FALSE);
  intrflush(stdscr, FALSE);
  typeahead(-1);  // a frame is never left half sent because a key has come
  // Once started, ncurses sends colour sequences even where nothing has a colour.
  if (in_color && has_colors()) {
    start_color();
    use_default_colors();
  }
  curs_set(0);
  return STRATA_SCREEN_READY;
}

void strata_screen_suspend(void) {
  endwin();
  fflush(stdout);
}

void strata_screen_resume(void) {
  use_first_set();
  clearok(curscr, TRUE);
  refresh();
  fflush(stdout);
}

void strata_screen_close(void) {
  if (!screen) return;
  endwin();
  fflush(stdout);
  delscreen(screen);
  screen = NULL;
}

int strata_screen_colors(void) { return has_colors() ? COLORS : 0; }

bool strata_screen_direct_color(void) {
  return tigetflag("RGB") > 0 || tigetnum("RGB") > 0;
}

void strata_screen_resize(int rows, int cols) {
  use_first_set();
  resizeterm(rows, cols);
  clearok(curscr, TRUE);
}

// Colour pairs are handed out as they are met; the themes need few.
enum { pair_limit = 4096 };
static struct { int foreground, background; } pairs[pair_limit];
static int pair_count = 1;

// The terminal's own colours are a pair too, and not pair 0: back to that one ncurses goes by way of a full reset, six
// bytes more for each coloured word.
static int pair_for(int foreground, int background) {
  for (int i = 1; i < pair_count; i++)
    if (pairs[i].foreground == foreground && pairs[i].background == background) return i;
  if (pair_count >= pair_limit || pair_count >= COLOR_PAIRS) return 0;
  if (init_extended_pair(pair_count, foreground, background) == ERR) return 0;
  pairs[pair_count].foreground = foreground;
  pairs[pair_count].background = background;
  return pair_count++;
}

static attr_t curses_attributes(uint32_t bits) {
  attr_t out = A_NORMAL;
  if (bits & STRATA_BOLD) out |= A_BOLD;
  if (bits & STRATA_DIM) out |= A_DIM;
#ifdef A_ITALIC
  if (bits & STRATA_ITALIC) out |= A_ITALIC;
#endif
  if (bits & STRATA_UNDERLINE) out |= A_UNDERLINE;
  if (bits & STRATA_REVERSE) out |= A_REVERSE;
  return out;
}

void strata_screen_draw(int row, int column, const struct strata_cell *cells, int count) {
  enum { chunk = 256 };
  cchar_t line[chunk];
  int used = 0, start = column, at = column;
  for (int i = 0; i < count; i++) {
    wchar_t text[CCHARW_MAX + 1] = {0};
    for (int k = 0; k < CCHARW_MAX && cells[i].scalars[k]; k++) text[k] = (wchar_t)cells[i].scalars[k];
    if (!text[0]) text[0] = L' ';
    int pair = has_colors() ? pair_for(cells[i].foreground, cells[i].background) : 0;
    wchar_t base[2] = {text[0], 0};
    if (setcchar(&line[used], base, curses_attributes(cells[i].attributes), 0, &pair) == ERR) {
      base[0] = L'?';
      setcchar(&line[used], base, curses_attributes(cells[i].attributes), 0, &pair);
    }
    // Marks that the C library takes for spacing ones would stop setcchar: they are put in by hand.
    for (int k = 1; k < CCHARW_MAX && text[k]; k++) line[used].chars[k] = text[k];
    int width = wcwidth(text[0]);
    at += width > 1 ? width : 1;
    if (++used == chunk) {
      mvadd_wchnstr(row, start, line, used);
      used = 0;
      start = at;
    }
  }
  if (used) mvadd_wchnstr(row, start, line, used);
}

static bool cursor_shown;

void strata_screen_cursor(int row, int column) {
  cursor_shown = row >= 0;
  if (cursor_shown) move(row, column);
  curs_set(cursor_shown ? 1 : 0);
}

// ncurses scrolls whole lines (margins, SU, SD) when it finds that lines moved, and cannot be told not to. Panes stand
// side by side: that would drag the ones that stay along, and not every terminal knows the sequences. It takes a line
// for moved when its text is gone from where it was and stands once elsewhere; so where there are such lines, all are
// sent in turns of every fifth, and a line that moved by one to four still stands where it was when its new place is
// sent. A frame of many lines is bracketed as one synchronized update (mode 2026), which terminals that do not know it
// ignore.
void strata_screen_refresh(bool has_moved_rows) {
  enum { turns = 5 };
  int rows = getmaxy(stdscr), touched = 0;
  bool changed[rows > 0 ? rows : 1];
  for (int y = 0; y < rows; y++) touched += changed[y] = is_linetouched(stdscr, y) == TRUE;
  leaveok(stdscr, !cursor_shown);
  // Not by putp, whose bytes wait in another buffer than those of ncurses until the frame has gone.
  if (touched > 2) strata_terminal_write("\033[?2026h", 8);
  if (touched > 2 && has_moved_rows) {
    for (int turn = 0; turn < turns; turn++) {
      for (int y = 0; y < rows; y++) wtouchln(stdscr, y, 1, changed[y] && y % turns == turn);
      if (turn == turns - 1) break;
      leaveok(stdscr, TRUE);
      refresh();
      leaveok(stdscr, !cursor_shown);
    }
  }
  refresh();
  fflush(stdout);
  if (touched > 2) strata_terminal_write("\033[?2026l", 8);
}

int strata_scalar_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

void strata_terminal_write(const char *bytes, long count) {
  fflush(stdout);
  while (count > 0) {
    ssize_t n = write(STDOUT_FILENO, bytes, (size_t)count);
    if (n < 0) {
      if (errno == EINTR) continue;
      if (errno != EAGAIN) return;
      struct pollfd ready = {.fd = STDOUT_FILENO, .events = POLLOUT};
      poll(&ready, 1, 1000);
      continue;
    }
    bytes += n;
    count -= n;
  }
}

bool strata_window_size(int *rows, int *cols) {
  struct winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return false;
  *rows = size.ws_row;
  *cols = size.ws_col;
  return true;
}

// ---- rescue -------------------------------------------------------------------------------------

static struct termios original;
static bool have_original;
static int signal_pipe[2] = {-1, -1};
static volatile sig_atomic_t armed;
static char reset_sequence[512];
static volatile sig_atomic_t reset_length;
static char alternate_stack[64 * 1024];

static void note_signal(int number) {
  int saved = errno;
  unsigned char byte = (unsigned char)number;
  ssize_t ignored = write(signal_pipe[1], &byte, 1);
  (void)ignored;
  errno = saved;
}

static void fatal_signal(int number) {
  if (armed) {
    armed = 0;
    ssize_t ignored = write(STDOUT_FILENO, reset_sequence, (size_t)reset_length);
    (void)ignored;
    if (have_original) tcsetattr(STDIN_FILENO, TCSANOW, &original);
  }
  signal(number, SIG_DFL);
  raise(number);
}

static void handle(int number, void (*function)(int), int flags) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = function;
  action.sa_flags = flags;
  sigfillset(&action.sa_mask);
  sigaction(number, &action, NULL);
}

int strata_rescue_install(void) {
  have_original = tcgetattr(STDIN_FILENO, &original) == 0;
  if (pipe(signal_pipe) != 0) return -1;
  for (int i = 0; i < 2; i++) {
    fcntl(signal_pipe[i], F_SETFL, fcntl(signal_pipe[i], F_GETFL) | O_NONBLOCK);
    fcntl(signal_pipe[i], F_SETFD, FD_CLOEXEC);
  }
  int asking[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGCHLD, SIGWINCH, SIGUSR1, SIGUSR2, SIGALRM};
  for (unsigned i = 0; i < sizeof asking / sizeof *asking; i++) handle(asking[i], note_signal, SA_RESTART);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);  // a full quota is an error of the write, not a death
  stack_t stack = {.ss_sp = alternate_stack, .ss_size = sizeof alternate_stack, .ss_flags = 0};
  sigaltstack(&stack, NULL);
  int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGSYS};
  for (unsigned i = 0; i < sizeof fatal / sizeof *fatal; i++)
    handle(fatal[i], fatal_signal, SA_ONSTACK | SA_RESETHAND | SA_NODEFER);
  return signal_pipe[0];
}

void strata_rescue_arm(bool on, const char *sequence) {
  if (sequence) {
    size_t n = strlen(sequence);
    if (n >= sizeof reset_sequence) n = sizeof reset_sequence - 1;
    memcpy(reset_sequence, sequence, n);
    reset_length = (sig_atomic_t)n;
  }
  armed = on;
}

void strata_rescue_restore_modes(void) {
  if (have_original) tcsetattr(STDIN_FILENO, TCSADRAIN, &original);
}

void strata_raise_default(int number) {
  signal(number, SIG_DFL);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  sigprocmask(SIG_UNBLOCK, &set, NULL);
  raise(number);
}

void strata_stop_self(void) {
  signal(SIGTSTP, SIG_DFL);
  raise(SIGTSTP);
  handle(SIGTSTP, note_signal, SA_RESTART);
}
