// `--validate_config` and the start say the same of every configuration.
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/server/files/temporary_directory.h"
#include "tests/server/process/server_process.h"
#include "tests/server/tls/test_certificates.h"

namespace berth {
namespace {

using Strings = std::vector<std::string>;

constexpr char kReflection[] = "grpc.reflection.v1.ServerReflection/*=dns:a";

// `{files}` in a flag stands for a directory with certificates.
struct Case {
  const char* name;
  Strings flags;
  const char* fault = nullptr;  // A part of it; null: the server starts.
};

const std::vector<Case>& Cases() {
  static const auto& cases = *new std::vector<Case>{
      {"defaults", {}},
      {"IPv6", {"--address=[::1]:0"}},
      {"admin port", {"--admin_address=127.0.0.1:0"}},
      {"admin port on IPv6", {"--admin_address=[::1]:0"}},
      {"admin port on every interface", {"--admin_address=[::]:0", "--allow_plaintext_admin"}},
      {"port 65536", {"--address=127.0.0.1:65536"}, "--address is `127.0.0.1:65536`"},
      {"port -1", {"--address=127.0.0.1:-1"}, "--address is `127.0.0.1:-1`"},
      {"admin port 65536", {"--admin_address=[::1]:65536"}, "--admin_address is `[::1]:65536`"},
      {"admin port -1", {"--admin_address=127.0.0.1:-1"}, "--admin_address is `127.0.0.1:-1`"},
      {"admin port on the same address",
       {"--address=127.0.0.1:50993", "--admin_address=127.0.0.1:50993"},
       "admin_address `127.0.0.1:50993` is taken by address `127.0.0.1:50993`"},
      {"admin port on the same address, written differently",
       {"--address=[::1]:50993", "--admin_address=[0:0::1]:50993"},
       "is taken by address `[::1]:50993`"},
      {"admin port within every interface",
       {"--address=0.0.0.0:50993", "--allow_plaintext", "--admin_address=127.0.0.1:50993"},
       "is taken by address `0.0.0.0:50993`"},
      {"reflection is off", {"--noreflection"}},
      {"callers", {"--tls", "--callers", "--allowed_callers=PlanPlacement=dns:a;*="}},
      {"callers of reflection", {"--tls", "--callers", absl::StrCat("--allowed_callers=", kReflection)}},
      {"callers of reflection that is off",
       {"--tls", "--callers", "--noreflection", absl::StrCat("--allowed_callers=", kReflection)},
       "allowed_callers has a list for reflection, which is off"},
      {"callers of an unknown method", {"--tls", "--callers", "--allowed_callers=Plan=dns:a"}, "`Plan` is not a known"},
      {"callers of a method of another service",
       {"--tls", "--callers", "--allowed_callers=Check=dns:a"},
       "`Check` is not a known method"},
      {"callers of one method under two names",
       {"--tls", "--callers", "--allowed_callers=CheckAccess=dns:a;berth.v1.PlacementService/CheckAccess=dns:b"},
       "`CheckAccess` and `berth.v1.PlacementService/CheckAccess` are the same method"},
      {"callers with names that no certificate has",
       {"--tls", "--callers", "--allowed_callers=*=dns:*.a"},
       "`dns:*.a` for `*` has a `*`"},
      {"callers without certificates", {"--tls", "--allowed_callers=*=dns:a"}, "allowed_callers needs tls_client_ca"},
      {"key of another certificate",
       {"--tls_certificate={files}/server.pem", "--tls_private_key={files}/other.key"},
       "is not that of the certificate"},
      {"certificate that is not there",
       {"--tls_certificate={files}/none.pem", "--tls_private_key={files}/server.key"},
       "cannot read `"},
      {"catalog that is not there", {"--catalog={files}/none"}, "cannot read `"},
      {"catalog that is none", {"--catalog={files}/server.pem"}, "1 fault"},
      {"port file without a directory", {"--port_file={files}/none/port"}, "/none/port`: No such file or directory"},
      {"port file that is a directory", {"--port_file={files}"}, "port_file: cannot write `"},
      {"admin port file without a directory",
       {"--admin_address=127.0.0.1:0", "--admin_port_file={files}/none/port"},
       "/none/port`: No such file or directory"},
      {"decision log", {"--decision_log={files}/new/decisions.log"}},
      {"decision log below a file", {"--decision_log={files}/server.pem/decisions.log"}, "`: Not a directory"},
      {"decision log that is a directory", {"--decision_log={files}"}, "`: Is a directory"},
  };
  return cases;
}

Strings Words(const Case& test, const std::string& files) {
  Strings words = {"--address=127.0.0.1:0"};
  for (std::string flag : test.flags) {
    if (flag == "--tls") {
      words.insert(words.end(), {absl::StrCat("--tls_certificate=", files, "/server.pem"),
                                 absl::StrCat("--tls_private_key=", files, "/server.key")});
      continue;
    }
    if (flag == "--callers") flag = "--tls_client_ca={files}/ca.pem";
    if (const size_t at = flag.find("{files}"); at != std::string::npos) flag.replace(at, 7, files);
    words.push_back(flag);
  }
  return words;
}

TEST(ValidatedStartTest, SaysWhatTheStartSays) {
  const TemporaryDirectory files;
  WriteServerFiles(files.path().string());
  WriteTo(files / "other.key", MakeRoot({.common_name = "other"}).key_pem);
  for (const Case& test : Cases()) {
    SCOPED_TRACE(test.name);
    const Strings words = Words(test, files.path().string());

    Strings to_validate = words;
    to_validate.emplace_back("--validate_config");
    ServerProcess validation(to_validate);
    const std::optional<int> status = validation.WaitForExit();
    EXPECT_EQ(status, test.fault == nullptr ? 0 : 2) << validation.Output();

    ServerProcess server(words);
    EXPECT_EQ(server.WaitForPort() != 0, test.fault == nullptr) << server.Output();
    if (test.fault == nullptr) continue;
    EXPECT_TRUE(absl::StrContains(validation.Output(), test.fault)) << validation.Output();
    EXPECT_TRUE(absl::StrContains(server.Output(), test.fault)) << server.Output();
  }
}

}  // namespace
}  // namespace berth
