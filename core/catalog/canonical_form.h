// One form for all catalogs that say the same: order never matters in a catalog,
// so every repeated field is sorted.
#pragma once

#include "google/protobuf/message.h"

namespace berth {

// Sorts every repeated field at any depth: messages by their name (a string in their first field) and then by
// their bytes, scalars by value.
void MakeCanonical(google::protobuf::Message& message);

}  // namespace berth
