#include "server/assembly/berth_server.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "berth/v1/catalog.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/ext/channelz_service_plugin.h"
#include "server/callers/caller_identities.h"
#include "server/tls/tls_credentials.h"

namespace berth {
namespace {

using grpc::health::v1::HealthCheckResponse;

// Without a new call for this long, nobody sends any more.
constexpr absl::Duration kQuiet = absl::Milliseconds(200);

// By type, not by name: what nothing refers to is not in the binary.
ReflectionIndex::Files FilesWithServices(bool channelz) {
  ReflectionIndex::Files files = {v1::PlanPlacementRequest::descriptor()->file(),
                                  grpc::health::v1::HealthCheckRequest::descriptor()->file(),
                                  grpc::reflection::v1::ServerReflectionRequest::descriptor()->file(),
                                  grpc::reflection::v1alpha::ServerReflectionRequest::descriptor()->file()};
  if (!channelz) return files;
  const auto& pool = *google::protobuf::DescriptorPool::generated_pool();
  if (const auto* file = pool.FindFileContainingSymbol("grpc.channelz.v1.Channelz")) files.push_back(file);
  return files;
}

// What no request or response mentions, but the details of errors do, and whoever writes catalogs needs.
ReflectionIndex::Files OtherFiles() {
  return {v1::Catalog::descriptor()->file(), google::rpc::ErrorInfo::descriptor()->file(),
          google::rpc::Status::descriptor()->file()};
}

KeepaliveOptions KeepaliveFrom(const ServerConfig& config) {
  return {.handshake_timeout = config.handshake_timeout,
          .max_idle = config.max_connection_idle,
          .max_age = config.max_connection_age,
          .max_age_grace = config.max_connection_age_grace,
          .ping_time = config.keepalive_time,
          .ping_timeout = config.keepalive_timeout,
          .min_ping_interval = config.min_ping_interval};
}

TransportOptions OptionsFrom(const ServerConfig& config, ListenAddress address, TlsHolder* tls) {
  TransportOptions options;
  options.address = std::move(address);
  options.queues = config.completion_queues;
  options.max_receive_message_bytes = config.max_receive_message_bytes;
  options.max_metadata_bytes = config.max_metadata_bytes;
  options.max_concurrent_streams = config.max_concurrent_streams;
  options.connections = {.max_open = config.max_connections,
                         .max_abandoned_calls_per_second = config.max_abandoned_calls_per_second};
  options.queueing.target_delay = config.target_queue_delay;
  options.queueing.max_calls = config.max_queued_calls;
  options.keepalive = KeepaliveFrom(config);
  if (tls != nullptr) options.credentials = MakeTlsCredentials(*tls);
  options.channelz = config.channelz;
  return options;
}

BatchLimits BatchLimitsFrom(const ServerConfig& config) {
  BatchLimits limits;
  limits.max_plans = config.max_batch_plans;
  limits.max_access_checks = config.max_batch_access_checks;
  return limits;
}

std::unique_ptr<CallLog> CallLogFrom(const ServerConfig& config, const Methods& methods, const Logging* logging) {
  if (logging == nullptr || config.log_calls == "off") return nullptr;
  const CallLogOptions options{
      .level = config.log_calls, .format = config.log_format, .per_second = config.log_calls_per_second};
  return std::make_unique<CallLog>(methods.Infos(), options, logging->MakeCallLogger());
}

template <class Observer>
std::vector<Observer*> Present(std::vector<Observer*> observers) {
  observers.erase(std::remove(observers.begin(), observers.end(), nullptr), observers.end());
  return observers;
}

}  // namespace

// Observers refer to methods by number, so that the table comes before them; its handlers refer to what comes later.
BerthServer::BerthServer(const ServerConfig& config, const ServerParts& parts)
    : parts_(parts),
      health_({kPlacementService}),
      reflection_(FilesWithServices(config.channelz), OtherFiles()),
      methods_(AllMethods(services_, handlers_, health_, config.reflection ? &reflection_ : nullptr)),
      metrics_(methods_.Infos(), BERTH_VERSION),
      call_log_(CallLogFrom(config, methods_, parts.logging)),
      calls_(Present<CallObserver>({&metrics_, call_log_.get()})),
      decisions_(Present<DecisionObserver>({&metrics_, parts.audit_log})),
      handlers_(parts.catalog, BERTH_VERSION, BatchLimitsFrom(config), &decisions_) {}

BerthServer::~BerthServer() {
  // Both call what is destroyed before them otherwise.
  admin_.reset();
  transport_.reset();
}

absl::StatusOr<std::unique_ptr<BerthServer>> BerthServer::Start(const ServerConfig& config, const ServerParts& parts) {
  if (config.channelz) grpc::channelz::experimental::InitChannelzService();
  std::unique_ptr<BerthServer> server(new BerthServer(config, parts));
  if (absl::Status status = server->StartTransport(config); !status.ok()) return status;
  if (absl::Status status = server->StartAdmin(config); !status.ok()) return status;
  server->health_.Set(HealthCheckResponse::SERVING);
  server->transport_->WakeStreams();
  return server;
}

absl::Status BerthServer::StartTransport(const ServerConfig& config) {
  absl::StatusOr<ListenAddress> address = ParseListenAddress(config.address);
  if (!address.ok()) return address.status();
  TransportHooks hooks{calls_};
  if (parts_.tls != nullptr) {
    std::vector<std::string> names;
    for (const MethodInfo& method : methods_.Infos()) names.push_back(method.FullName());
    absl::StatusOr<CallerRules> rules = CallerRules::Make(config.allowed_callers, names);
    if (!rules.ok()) return rules.status();
    hooks.gate = GateFor(*std::move(rules));
  }
  auto transport = Transport::Start(OptionsFrom(config, *std::move(address), parts_.tls), methods_, std::move(hooks));
  if (!transport.ok()) return transport.status();
  transport_ = *std::move(transport);
  return absl::OkStatus();
}

CallerGate BerthServer::GateFor(CallerRules rules) {
  return [rules = std::move(rules)](const MethodInfo& method,
                                    const grpc::AuthContext& peer) -> absl::StatusOr<std::string> {
    CallerIdentities caller = IdentitiesOf(peer);
    if (rules.Admits(method.FullName(), caller.names)) return std::move(caller.display);
    return CallerNotAllowed(method.FullName(), caller.display);
  };
}

absl::Status BerthServer::StartAdmin(const ServerConfig& config) {
  if (config.admin_address.empty()) return absl::OkStatus();
  const absl::StatusOr<ListenAddress> address = ParseListenAddress(config.admin_address);
  if (!address.ok()) return address.status();
  AdminPages pages{.metrics = [this] { return metrics_.Text(Read()); },
                   .ready = [this] { return IsReady(); },
                   .config = parts_.config_text,
                   .catalog =
                       [this, source = config.catalog] {
                         return CatalogPage{parts_.catalog.Snapshot()->revision(), parts_.catalog.loaded_at(), source};
                       }};
  auto admin = AdminServer::Start(*address, std::move(pages));
  if (!admin.ok()) return admin.status();
  admin_ = *std::move(admin);
  return absl::OkStatus();
}

bool BerthServer::IsReady() const { return health_.StatusOf("") == HealthCheckResponse::SERVING; }

MetricReadings BerthServer::Read() const {
  MetricReadings readings;
  readings.transport = transport_->stats();
  readings.catalog_revision = parts_.catalog.Snapshot()->revision();
  readings.catalog_loaded = parts_.catalog.loaded_at();
  if (parts_.tls != nullptr) readings.certificate_expiry = parts_.tls->Snapshot()->expires_at;
  if (parts_.logging != nullptr) readings.log_lines_dropped = parts_.logging->dropped();
  if (parts_.audit_log != nullptr) {
    const AuditLogStats stats = parts_.audit_log->stats();
    readings.decisions_logged = stats.logged;
    readings.decisions_queue_full = stats.queue_full;
    readings.decisions_write_failed = stats.write_failed;
  }
  return readings;
}

void BerthServer::StopWelcoming() {
  health_.Set(HealthCheckResponse::NOT_SERVING);
  transport_->WakeStreams();
}

void BerthServer::Drain(absl::Duration delay) {
  StopWelcoming();
  absl::SleepFor(delay);
  const absl::Time last = absl::Now() + 2 * delay;
  int64_t arrived = -1;
  while (absl::Now() < last && std::exchange(arrived, transport_->stats().calls_arrived) != arrived) {
    absl::SleepFor(kQuiet);
  }
}

void BerthServer::Stop(absl::Duration grace) {
  StopWelcoming();
  transport_->Stop(grace);
}

}  // namespace berth
