#include "server/logging/line_format.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "nlohmann/json.hpp"
#include "spdlog/details/log_msg.h"

namespace berth {
namespace {

absl::string_view View(spdlog::string_view_t view) { return {view.data(), view.size()}; }

std::string TimeOf(const spdlog::details::log_msg& message) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::FromChrono(message.time), absl::UTCTimeZone());
}

void Append(absl::string_view line, spdlog::memory_buf_t& out) { out.append(line.data(), line.data() + line.size()); }

class TextFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    Append(absl::StrCat(TimeOf(message), " ", View(spdlog::level::to_string_view(message.level)), " ",
                        Printable(View(message.payload)), "\n"),
           out);
  }
  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<TextFormatter>(); }
};

class JsonFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    nlohmann::ordered_json line = {{"time", TimeOf(message)},
                                   {"level", std::string(View(spdlog::level::to_string_view(message.level)))}};
    const absl::string_view payload = View(message.payload);
    if (View(message.logger_name) == kFieldsLogger) {
      line.update(nlohmann::ordered_json::parse(payload, nullptr, /*allow_exceptions=*/false));
    } else {
      line["message"] = std::string(payload);
    }
    Append(line.dump(-1, ' ', /*ensure_ascii=*/true, nlohmann::json::error_handler_t::replace), out);
    Append("\n", out);
  }
  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<JsonFormatter>(); }
};

}  // namespace

LineFormat LineFormatNamed(absl::string_view name) { return name == "json" ? LineFormat::kJson : LineFormat::kText; }

std::unique_ptr<spdlog::formatter> MakeLineFormatter(LineFormat format) {
  if (format == LineFormat::kJson) return std::make_unique<JsonFormatter>();
  return std::make_unique<TextFormatter>();
}

std::string Printable(absl::string_view text) {
  const bool printable =
      std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isprint(static_cast<unsigned char>(c)); });
  return printable ? std::string(text) : absl::CHexEscape(text);
}

}  // namespace berth
