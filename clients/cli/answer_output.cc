#include "clients/cli/answer_output.h"

#include <ostream>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "clients/cli/documents/yaml_json.h"
#include "core/wire/wire.h"

namespace berth {

void PrintMessage(absl::string_view form, const google::protobuf::Message& message, Console& console) {
  if (form == "yaml") {
    console.out << JsonToYaml(ToJson(message));
    return;
  }
  const std::string json = ToJson(message, /*pretty=*/true);
  console.out << json << (absl::EndsWith(json, "\n") ? "" : "\n");
}

void PrintAnswer(absl::string_view form, const google::protobuf::Message& answer,
                 const std::function<std::string()>& render_table, Console& console) {
  if (form == "table") {
    console.out << render_table();
  } else {
    PrintMessage(form, answer, console);
  }
}

}  // namespace berth
