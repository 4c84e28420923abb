// Makes gRPC 1.51 refuse what is no message. A frame whose flag byte is neither 0 nor 1, such as the first bytes of
// JSON, it hands on as an *empty* message; and one that is marked as compressed without an encoding, as if it were not.
// Nothing in its interface tells these from messages that were sent. Here they count as messages that never end, which
// gRPC knows how to refuse. See docs/adr/2026-11-27-broken-messages.md.
#pragma once

namespace berth {

// Links the check into the program; the rest is the dynamic linker's.
void CheckMessageFraming();

}  // namespace berth
