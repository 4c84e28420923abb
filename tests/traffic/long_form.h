// What tests with a long form share: whether this run is one, and which core a
// process gets, so that a server and its load do not share one.
#pragma once

namespace berth {

// Whether the environment asks for the long form (TRAFFIC_FORM=long), with its figures and bars.
bool IsLongForm();

// Confines the calling thread, and all threads and processes that it starts from now on, to one core. Does nothing on
// a machine with one core.
void PinToCore(int core);

}  // namespace berth
