// cmark-gfm with its extensions (tables, strikethrough, autolinks), as Debian packages them.
#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
