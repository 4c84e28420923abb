#include "clients/cli/connection.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cpp/tls_credentials.h"

namespace berth {
namespace {

// A bundle of every public root has a quarter of it.
constexpr size_t kMaxPemBytes = size_t{1} << 20;

absl::Status CheckTlsOptions(const Command& command) {
  if (command.Has(Option::kTlsCert) != command.Has(Option::kTlsKey)) {
    return absl::InvalidArgumentError("`--tls-cert` and `--tls-key` need each other");
  }
  if (command.Has(Option::kTlsCa)) return absl::OkStatus();
  for (const Option option : {Option::kTlsCert, Option::kTlsServerName}) {
    if (!command.Has(option)) continue;
    return absl::InvalidArgumentError(absl::StrCat("`--", NameOf(option), "` needs `--tls-ca`, which turns TLS on"));
  }
  return absl::OkStatus();
}

absl::StatusOr<PemText> ReadPem(const Command& command, Option option, Console& console) {
  const absl::string_view file = command.Text(option);
  absl::StatusOr<std::string> text = ReadInput(file, kMaxPemBytes, console);
  if (!text.ok()) return text.status();
  return PemText{.name = std::string(file), .text = *std::move(text)};
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> ReadCredentials(const Command& command, Console& console) {
  absl::StatusOr<PemText> ca = ReadPem(command, Option::kTlsCa, console);
  if (!ca.ok()) return ca.status();
  TlsTexts texts;
  texts.ca = *std::move(ca);
  if (command.Has(Option::kTlsCert)) {
    absl::StatusOr<PemText> chain = ReadPem(command, Option::kTlsCert, console);
    if (!chain.ok()) return chain.status();
    absl::StatusOr<PemText> key = ReadPem(command, Option::kTlsKey, console);
    if (!key.ok()) return key.status();
    texts.own = {.chain = *std::move(chain), .private_key = *std::move(key)};
  }
  return MakeTlsCredentials(texts);
}

struct HintRow {
  bool uses_tls;
  // What gRPC 1.51 or OpenSSL 3 says.
  absl::string_view message;
  absl::string_view hint;
};

// The first that fits.
constexpr HintRow kHints[] = {
    {false, "Socket closed", "the server may want TLS: use `--tls-ca`"},
    {false, "Connection reset", "the server may want TLS: use `--tls-ca`"},
    {false, "Failed parsing HTTP/2", "the server speaks something else than gRPC, or wants TLS: use `--tls-ca`"},
    {true, "Peer name", "the server's certificate is for another name: use `--tls-server-name`"},
    {true, "certificate verify failed",
     "the server's certificate has expired, or no authority in the file of `--tls-ca` issued it"},
    {true, "Ssl handshake failed", "the server may not speak TLS: leave `--tls-ca` out"},
    {true, "Socket closed",
     "the server may require a client certificate that it trusts: use `--tls-cert` and `--tls-key`"},
    {true, "Connection reset",
     "the server may require a client certificate that it trusts: use `--tls-cert` and `--tls-key`"},
};

}  // namespace

absl::StatusOr<PlacementClientOptions> ConnectionOptions(const Command& command, Console& console) {
  if (absl::Status status = CheckTlsOptions(command); !status.ok()) return status;
  PlacementClientOptions options;
  options.address = std::string(command.Text(Option::kAddress));
  options.timeout = command.Duration(Option::kTimeout).value_or(options.timeout);
  options.user_agent = "berth-cli/" BERTH_VERSION;
  options.use_proxy = !command.Has(Option::kNoProxy);
  options.tls_server_name = std::string(command.Text(Option::kTlsServerName));
  if (command.Has(Option::kTlsCa)) {
    auto credentials = ReadCredentials(command, console);
    if (!credentials.ok()) return credentials.status();
    options.credentials = *std::move(credentials);
  }
  return options;
}

absl::string_view ConnectionHint(absl::string_view message, bool uses_tls) {
  for (const HintRow& row : kHints) {
    if (row.uses_tls == uses_tls && absl::StrContains(message, row.message)) return row.hint;
  }
  return "";
}

}  // namespace berth
