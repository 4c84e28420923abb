// What server reflection knows: the services of this server, and every file
// that they or the details of errors are made of. Answers single requests; the
// stream around them is in reflection_stream.h. Immutable and thread-safe.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "grpc/reflection/v1/reflection.pb.h"

namespace berth {

class ReflectionIndex {
 public:
  using Request = grpc::reflection::v1::ServerReflectionRequest;
  using Response = grpc::reflection::v1::ServerReflectionResponse;

  using Files = std::vector<const google::protobuf::FileDescriptor*>;

  // The services of `with_services`, and both lists of files with all that they import.
  ReflectionIndex(const Files& with_services, const Files& others);

  // Fills `response`, which must be empty. What is not found is an error response, as the protocol has it.
  void Answer(const Request& request, Response& response) const;

 private:
  void AddFile(const google::protobuf::FileDescriptor& file);
  void AnswerFile(const google::protobuf::FileDescriptor* file, Response& response) const;
  void AnswerExtensionNumbers(const std::string& name, Response& response) const;
  const google::protobuf::FileDescriptor* FileOfExtension(const grpc::reflection::v1::ExtensionRequest& request) const;

  std::vector<std::string> services_;
  // A pool of our own: the generated one remembers every name that it could not find, and clients choose the names.
  google::protobuf::DescriptorPool pool_;
  std::map<std::string, std::string, std::less<>> bytes_of_file_;
};

}  // namespace berth
