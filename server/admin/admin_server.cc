#include "server/admin/admin_server.h"

#include <microhttpd.h>

#include <array>
#include <cstdarg>
#include <cstdio>
#include <exception>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "nlohmann/json.hpp"
#include "server/transport/listening_socket.h"
#include "spdlog/spdlog.h"

namespace berth {
namespace {

constexpr char kText[] = "text/plain; charset=utf-8";
constexpr char kJson[] = "application/json";
constexpr char kPrometheusText[] = "text/plain; version=0.0.4; charset=utf-8";

// Requests are short: all that does not fit is refused, and who sends nothing is shown out.
constexpr size_t kMaxRequestBytes = 8192;
constexpr unsigned kTimeoutSeconds = 2;
constexpr unsigned kMaxConnections = 128;
constexpr size_t kMaxLogLineBytes = 512;

struct Page {
  const char* path;
  const char* purpose;
};
constexpr std::array<Page, 5> kPages = {{{"/metrics", "Prometheus metrics"},
                                         {"/healthz", "200 while the process is alive"},
                                         {"/readyz", "200 while it takes calls, else 503"},
                                         {"/config", "the configuration in force"},
                                         {"/catalog", "the catalog in force"}}};

struct Answer {
  int status = 200;
  const char* type = kText;
  std::string body;
};

std::string ListOfPages() {
  std::string list;
  for (const Page& page : kPages) absl::StrAppend(&list, page.path, "  ", page.purpose, "\n");
  return list;
}

std::string CatalogJson(const CatalogPage& catalog) {
  const nlohmann::ordered_json json = {
      {"revision", catalog.revision},
      {"loaded", absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", catalog.loaded, absl::UTCTimeZone())},
      {"source", catalog.source.empty() ? "compiled in" : catalog.source}};
  return json.dump(2, ' ', /*ensure_ascii=*/true, nlohmann::json::error_handler_t::replace) + "\n";
}

Answer AnswerTo(const AdminPages& pages, absl::string_view path) {
  if (path == "/") return {200, kText, ListOfPages()};
  if (path == "/metrics") return {200, kPrometheusText, pages.metrics()};
  if (path == "/healthz") return {200, kText, "alive\n"};
  if (path == "/readyz") return pages.ready() ? Answer{200, kText, "ready\n"} : Answer{503, kText, "not ready\n"};
  if (path == "/config") return {200, kText, pages.config()};
  if (path == "/catalog") return {200, kJson, CatalogJson(pages.catalog())};
  return {404, kText, "no such page; / lists them\n"};
}

// No exception crosses into C: the standard library may still throw when memory runs out.
Answer AnswerToRequest(const AdminPages& pages, absl::string_view method, absl::string_view path) {
  if (method != "GET" && method != "HEAD") return {405, kText, "only GET and HEAD\n"};
  try {
    return AnswerTo(pages, path);
  } catch (const std::exception& error) {
    spdlog::error("admin page: {}", error.what());
    return {500, kText, "internal error\n"};
  }
}

MHD_Result Send(MHD_Connection* connection, const Answer& answer) {
  // It is copied, and not changed: the library's interface is older than its promise.
  void* const body = const_cast<char*>(answer.body.data());
  MHD_Response* const response = MHD_create_response_from_buffer(answer.body.size(), body, MHD_RESPMEM_MUST_COPY);
  if (response == nullptr) return MHD_NO;
  MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer.type);
  MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
  MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
  if (answer.status == MHD_HTTP_METHOD_NOT_ALLOWED)
    MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
  MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
  const MHD_Result result = MHD_queue_response(connection, static_cast<unsigned>(answer.status), response);
  MHD_destroy_response(response);
  return result;
}

// Called when the headers of a request are there. Answered at once: what may follow them is not wanted.
MHD_Result OnRequest(void* pages, MHD_Connection* connection, const char* path, const char* method,
                     const char* /*version*/, const char* /*body*/, size_t* /*body_size*/, void** /*state*/) {
  return Send(connection, AnswerToRequest(*static_cast<const AdminPages*>(pages), method, path));
}

void LogMessage(void* /*unused*/, const char* format, va_list arguments) {
  std::array<char, kMaxLogLineBytes> line = {};
  static_cast<void>(std::vsnprintf(line.data(), line.size(), format, arguments));
  spdlog::debug("admin port: {}", absl::CHexEscape(absl::StripAsciiWhitespace(line.data())));
}

}  // namespace

absl::StatusOr<std::unique_ptr<AdminServer>> AdminServer::Start(const ListenAddress& address, AdminPages pages) {
  auto socket = ListenOn(address);
  if (!socket.ok()) return absl::UnavailableError(absl::StrCat("admin port: ", socket.status().message()));
  std::unique_ptr<AdminServer> server(new AdminServer(socket->address, std::move(pages)));
  // The logger comes first, or else the library writes to standard error itself.
  server->daemon_ =
      MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_ERROR_LOG, 0, nullptr, nullptr, &OnRequest,
                       const_cast<AdminPages*>(&server->pages_), MHD_OPTION_EXTERNAL_LOGGER, &LogMessage, nullptr,
                       MHD_OPTION_LISTEN_SOCKET, socket->descriptor, MHD_OPTION_CONNECTION_TIMEOUT, kTimeoutSeconds,
                       MHD_OPTION_CONNECTION_LIMIT, kMaxConnections, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                       kMaxRequestBytes, MHD_OPTION_END);
  if (server->daemon_ == nullptr) return absl::InternalError("admin port: the HTTP library did not start");
  return server;
}

AdminServer::~AdminServer() {
  if (daemon_ != nullptr) MHD_stop_daemon(daemon_);
}

}  // namespace berth
