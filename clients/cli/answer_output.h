// Messages on standard output in the form that `--output` asks for.
#pragma once

#include <functional>
#include <string>

#include "absl/strings/string_view.h"
#include "clients/cli/console.h"
#include "google/protobuf/message.h"

namespace berth {

// `form` is `yaml` or `json`.
void PrintMessage(absl::string_view form, const google::protobuf::Message& message, Console& console);

// `form` is `yaml`, `json` or `table`.
void PrintAnswer(absl::string_view form, const google::protobuf::Message& answer,
                 const std::function<std::string()>& render_table, Console& console);

}  // namespace berth
