#include "server/reflection/reflection_index.h"

#include <algorithm>
#include <set>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.pb.h"

namespace berth {
namespace {

namespace pb = google::protobuf;

// The file after everything that it imports.
void CollectFiles(const pb::FileDescriptor& file, std::set<const pb::FileDescriptor*>& seen,
                  std::vector<const pb::FileDescriptor*>& files) {
  if (!seen.insert(&file).second) return;
  for (int i = 0; i < file.dependency_count(); ++i) CollectFiles(*file.dependency(i), seen, files);
  files.push_back(&file);
}

void AnswerError(absl::StatusCode code, absl::string_view message, ReflectionIndex::Response& response) {
  response.mutable_error_response()->set_error_code(static_cast<int>(code));
  response.mutable_error_response()->set_error_message(std::string(message));
}

}  // namespace

ReflectionIndex::ReflectionIndex(const Files& with_services, const Files& others) {
  for (const pb::FileDescriptor* file : with_services) {
    for (int i = 0; i < file->service_count(); ++i) services_.push_back(file->service(i)->full_name());
    AddFile(*file);
  }
  std::sort(services_.begin(), services_.end());
  for (const pb::FileDescriptor* file : others) AddFile(*file);
}

void ReflectionIndex::AddFile(const pb::FileDescriptor& file) {
  std::set<const pb::FileDescriptor*> seen;
  std::vector<const pb::FileDescriptor*> files;
  CollectFiles(file, seen, files);
  for (const pb::FileDescriptor* each : files) {
    if (bytes_of_file_.contains(each->name())) continue;
    pb::FileDescriptorProto proto;
    each->CopyTo(&proto);
    pool_.BuildFile(proto);
    bytes_of_file_[each->name()] = proto.SerializeAsString();
  }
}

void ReflectionIndex::Answer(const Request& request, Response& response) const {
  response.set_valid_host(request.host());
  *response.mutable_original_request() = request;
  switch (request.message_request_case()) {
    case Request::kFileByFilename:
      return AnswerFile(pool_.FindFileByName(request.file_by_filename()), response);
    case Request::kFileContainingSymbol:
      return AnswerFile(pool_.FindFileContainingSymbol(request.file_containing_symbol()), response);
    case Request::kFileContainingExtension:
      return AnswerFile(FileOfExtension(request.file_containing_extension()), response);
    case Request::kAllExtensionNumbersOfType:
      return AnswerExtensionNumbers(request.all_extension_numbers_of_type(), response);
    case Request::kListServices:
      for (const std::string& name : services_)
        response.mutable_list_services_response()->add_service()->set_name(name);
      return;
    case Request::MESSAGE_REQUEST_NOT_SET:
      return AnswerError(absl::StatusCode::kInvalidArgument, "the request asks for nothing that is known here",
                         response);
  }
}

void ReflectionIndex::AnswerFile(const pb::FileDescriptor* file, Response& response) const {
  if (file == nullptr) return AnswerError(absl::StatusCode::kNotFound, "not found", response);
  std::set<const pb::FileDescriptor*> seen;
  std::vector<const pb::FileDescriptor*> files;
  CollectFiles(*file, seen, files);
  // Clients expect the file itself first.
  for (auto each = files.rbegin(); each != files.rend(); ++each) {
    response.mutable_file_descriptor_response()->add_file_descriptor_proto(bytes_of_file_.at((*each)->name()));
  }
}

const pb::FileDescriptor* ReflectionIndex::FileOfExtension(
    const grpc::reflection::v1::ExtensionRequest& request) const {
  const pb::Descriptor* type = pool_.FindMessageTypeByName(request.containing_type());
  if (type == nullptr) return nullptr;
  const pb::FieldDescriptor* extension = pool_.FindExtensionByNumber(type, request.extension_number());
  return extension == nullptr ? nullptr : extension->file();
}

void ReflectionIndex::AnswerExtensionNumbers(const std::string& name, Response& response) const {
  const pb::Descriptor* type = pool_.FindMessageTypeByName(name);
  if (type == nullptr) return AnswerError(absl::StatusCode::kNotFound, "not found", response);
  std::vector<const pb::FieldDescriptor*> extensions;
  pool_.FindAllExtensions(type, &extensions);
  auto& numbers = *response.mutable_all_extension_numbers_response();
  numbers.set_base_type_name(name);
  for (const pb::FieldDescriptor* extension : extensions) numbers.add_extension_number(extension->number());
}

}  // namespace berth
