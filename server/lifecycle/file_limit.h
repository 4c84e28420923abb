// How many files, sockets among them, the process may have open.
#pragma once

namespace berth {

// Raises the limit as far as it may be raised, and returns it.
int RaiseFileLimit();

// What a number of connections needs: two descriptors each, and some for everything else.
int FilesFor(int connections);

}  // namespace berth
