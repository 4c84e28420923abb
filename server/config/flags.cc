#include "server/config/flags.h"

#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/flags/usage_config.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"

ABSL_FLAG(std::string, address, berth::ServerConfig().address,
          "IP address and port to listen on; port 0 lets the system choose");
ABSL_FLAG(std::string, port_file, berth::ServerConfig().port_file, "file to write the port to, once the server serves");
ABSL_FLAG(std::string, catalog, berth::ServerConfig().catalog,
          "catalog file in protobuf's text format, in place of the one that is compiled in");
ABSL_FLAG(int, completion_queues, berth::ServerConfig().completion_queues,
          "completion queues, with one thread each, 1 to 64");
ABSL_FLAG(int, max_receive_message_bytes, berth::ServerConfig().max_receive_message_bytes,
          "largest request, 1 KiB to 64 MiB");
ABSL_FLAG(int, max_metadata_bytes, berth::ServerConfig().max_metadata_bytes,
          "most metadata of a request, 1 KiB to 1 MiB");
ABSL_FLAG(int, max_concurrent_streams, berth::ServerConfig().max_concurrent_streams,
          "most calls at a time on one connection, 1 to 100000");
ABSL_FLAG(absl::Duration, shutdown_timeout, berth::ServerConfig().shutdown_timeout,
          "how long calls may take to end when the server stops");
ABSL_FLAG(bool, reflection, berth::ServerConfig().reflection, "serve grpc.reflection.v1 and v1alpha");
ABSL_FLAG(bool, channelz, berth::ServerConfig().channelz,
          "serve grpc.channelz.v1; not for servers that strangers can reach");
ABSL_FLAG(std::string, log_level, berth::ServerConfig().log_level,
          "least level that is logged: debug, info, warn, error or off");

namespace berth {
namespace {

constexpr char kProgram[] = "berth-server";

void SetUsage() {
  absl::SetProgramUsageMessage("plans where and how AI models run, over gRPC\n\nberth-server [--flag=value ...]");
  absl::FlagsUsageConfig usage;
  usage.normalize_filename = [](absl::string_view file) {
    return absl::EndsWith(file, "server/config/flags.cc") ? absl::StrCat(kProgram) : absl::StrCat(file);
  };
  const auto is_ours = [](absl::string_view file) { return file == kProgram; };
  usage.contains_help_flags = is_ours;
  usage.contains_helpshort_flags = is_ours;
  usage.contains_helppackage_flags = is_ours;
  usage.version_string = [] { return absl::StrCat(kProgram, " ", BERTH_VERSION, "\n"); };
  absl::SetFlagsUsageConfig(usage);
}

}  // namespace

absl::StatusOr<ServerConfig> ReadFlags(int argc, char** argv) {
  SetUsage();
  const std::vector<char*> arguments = absl::ParseCommandLine(argc, argv);
  const ServerConfig config{
      .address = absl::GetFlag(FLAGS_address),
      .port_file = absl::GetFlag(FLAGS_port_file),
      .catalog = absl::GetFlag(FLAGS_catalog),
      .completion_queues = absl::GetFlag(FLAGS_completion_queues),
      .max_receive_message_bytes = absl::GetFlag(FLAGS_max_receive_message_bytes),
      .max_metadata_bytes = absl::GetFlag(FLAGS_max_metadata_bytes),
      .max_concurrent_streams = absl::GetFlag(FLAGS_max_concurrent_streams),
      .shutdown_timeout = absl::GetFlag(FLAGS_shutdown_timeout),
      .reflection = absl::GetFlag(FLAGS_reflection),
      .channelz = absl::GetFlag(FLAGS_channelz),
      .log_level = absl::GetFlag(FLAGS_log_level),
  };
  std::vector<std::string> faults = FaultsOf(config);
  for (size_t i = 1; i < arguments.size(); ++i) {
    faults.push_back(absl::StrCat("`", arguments[i], "` is not a flag: write `--name=value`"));
  }
  if (!faults.empty()) return absl::InvalidArgumentError(absl::StrJoin(faults, "\n"));
  return config;
}

}  // namespace berth
