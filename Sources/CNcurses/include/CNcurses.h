// The part of ncursesw that Strata uses, as plain functions: its macros, variadics and globals do not
// import into Swift 6. Everything here belongs to the one thread that owns the terminal, except
// the signal handlers, which call what is async-signal-safe.
#ifndef STRATA_CNCURSES_H
#define STRATA_CNCURSES_H

#include <stdbool.h>
#include <stdint.h>

/// Why no screen could be opened.
enum strata_screen_status {
  STRATA_SCREEN_READY = 0,
  STRATA_SCREEN_NO_TERMINFO = 1,
};

/// One cell to draw: a base scalar with up to four combining marks (0 ends the list).
struct strata_cell {
  uint32_t scalars[5];
  uint32_t attributes;  // bits of enum strata_attribute
  int32_t foreground;   // colour number, -1 for the terminal's own
  int32_t background;
};

enum strata_attribute {
  STRATA_BOLD = 1,
  STRATA_DIM = 2,
  STRATA_ITALIC = 4,
  STRATA_UNDERLINE = 8,
  STRATA_REVERSE = 16,
};

/// Opens the screen on standard input and output with the given terminfo name, and for colours where it has them
/// and `in_color` asks for them. Never exits the process.
int strata_screen_open(const char *term, bool in_color);
/// Leaves the screen; `strata_screen_resume` comes back to it.
void strata_screen_suspend(void);
void strata_screen_resume(void);
void strata_screen_close(void);
/// Number of colours of the open terminal; 0 when it has none.
int strata_screen_colors(void);
/// True when the terminfo entry takes direct RGB colours.
bool strata_screen_direct_color(void);
/// Tells ncurses the size that the window has now and forgets what is shown.
void strata_screen_resize(int rows, int cols);
/// Draws a run of cells; the caller keeps it within the screen.
void strata_screen_draw(int row, int column, const struct strata_cell *cells, int count);
/// Shows the cursor at a place, or hides it when `row` is negative.
void strata_screen_cursor(int row, int column);
/// Sends what changed to the terminal; `has_moved_rows` when a row is to show what another one shows now.
void strata_screen_refresh(bool has_moved_rows);
/// Columns that the C library gives a scalar; -1 when it cannot be printed.
int strata_scalar_width(uint32_t scalar);
/// True when the locale's character set is UTF-8. Call once, before the screen is opened: sets the locale.
bool strata_locale_is_utf8(void);
/// Writes bytes to the terminal, around ncurses.
void strata_terminal_write(const char *bytes, long count);
/// True when terminfo knows the name and the terminal can address its cursor.
bool strata_terminfo_usable(const char *term);
/// Colours that a terminfo entry offers: 0 for none, 2^24 for direct RGB, -1 when there is no such entry.
int strata_terminfo_colors(const char *term);
/// Name and version of the library.
const char *strata_library_version(void);

/// Remembers the terminal's modes and installs the handlers: signals that ask for something are written, one
/// byte each, to the returned descriptor; fatal ones put the terminal back first and then take their course.
/// Returns the reading end of the pipe or -1.
int strata_rescue_install(void);
/// From now on a fatal signal writes `sequence` and restores the modes (`armed`), or does not.
void strata_rescue_arm(bool armed, const char *sequence);
/// Puts the remembered modes of the terminal back.
void strata_rescue_restore_modes(void);
/// Gives a signal its default course and raises it.
void strata_raise_default(int signal);
/// Stops the process as ^Z does and returns when it is continued.
void strata_stop_self(void);
/// The window's size as the kernel has it; false when there is none.
bool strata_window_size(int *rows, int *cols);

#endif
