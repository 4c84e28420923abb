#include "tests/server/raw_http2.h"

#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/transport/listen_address.h"

namespace berth {
namespace {

constexpr char kPreface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
constexpr size_t kFrameHeader = 9;
enum FrameType : uint8_t { kData = 0, kHeaders = 1, kReset = 3, kSettings = 4, kGoAway = 7 };
constexpr uint8_t kEndStream = 1, kEndHeaders = 4;

std::string BigEndian(uint32_t number, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text.push_back(static_cast<char>(number >> (8 * i)));
  return text;
}

std::string Frame(FrameType type, uint8_t flags, uint32_t stream, absl::string_view payload) {
  return absl::StrCat(BigEndian(static_cast<uint32_t>(payload.size()), 3), std::string(1, static_cast<char>(type)),
                      std::string(1, static_cast<char>(flags)), BigEndian(stream, 4), payload);
}

// A literal of HPACK that no table remembers.
std::string Header(absl::string_view name, absl::string_view value) {
  return absl::StrCat(std::string(1, '\0'), BigEndian(static_cast<uint32_t>(name.size()), 1), name,
                      BigEndian(static_cast<uint32_t>(value.size()), 1), value);
}

std::string Headers(const RawCall& call) {
  std::string block = absl::StrCat(Header(":method", "POST"), Header(":scheme", "http"),
                                   Header(":path", absl::StrCat("/", call.method)), Header(":authority", "berth"),
                                   Header("te", "trailers"), Header("content-type", "application/grpc"));
  for (const auto& [name, value] : call.headers) absl::StrAppend(&block, Header(name, value));
  return block;
}

void Send(int socket, absl::string_view bytes) {
  static_cast<void>(send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL));
}

// gRPC writes it as a literal, for the first time on a connection.
std::string StatusIn(absl::string_view block) {
  constexpr absl::string_view kName = "grpc-status";
  const size_t at = block.find(kName);
  if (at == absl::string_view::npos) return "";
  const absl::string_view rest = block.substr(at + kName.size());
  return rest.empty() ? "" : std::string(rest.substr(1, static_cast<size_t>(rest[0])));
}

// Nothing more comes of the stream or the connection.
bool IsEnd(uint8_t type) { return type == kReset || type == kGoAway; }

std::string ReadStatus(int socket) {
  std::string bytes;
  char chunk[4096];
  for (ssize_t size; (size = recv(socket, chunk, sizeof(chunk), 0)) > 0;) {
    bytes.append(chunk, static_cast<size_t>(size));
    while (bytes.size() >= kFrameHeader) {
      size_t length = 0;
      for (int i = 0; i < 3; ++i) length = length << 8 | static_cast<uint8_t>(bytes[i]);
      if (bytes.size() < kFrameHeader + length) break;
      const auto type = static_cast<uint8_t>(bytes[3]);
      std::string status;
      if (type == kHeaders) status = StatusIn(absl::string_view(bytes).substr(kFrameHeader, length));
      if (!status.empty() || IsEnd(type)) return status;
      bytes.erase(0, kFrameHeader + length);
    }
  }
  return "";
}

}  // namespace

std::string GrpcStatusOf(int port, const RawCall& call) {
  const SocketAddress address = ToSocketAddress({.ip = "127.0.0.1", .port = port});
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience = {.tv_sec = 10, .tv_usec = 0};
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  std::string status;
  if (connect(socket, address.get(), address.size) == 0) {
    const uint8_t end = call.body.empty() ? kEndStream : 0;
    std::string bytes = absl::StrCat(kPreface, Frame(kSettings, 0, 0, ""),
                                     Frame(kHeaders, static_cast<uint8_t>(kEndHeaders | end), 1, Headers(call)));
    const std::string data = end != 0 ? "" : Frame(kData, kEndStream, 1, call.body);
    if (call.slow) {
      Send(socket, bytes);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      bytes.clear();
    }
    Send(socket, bytes + data);
    status = ReadStatus(socket);
  }
  close(socket);
  return status;
}

std::string Framed(const std::string& message, char flags) {
  return absl::StrCat(std::string(1, flags), BigEndian(static_cast<uint32_t>(message.size()), 4), message);
}

}  // namespace berth
