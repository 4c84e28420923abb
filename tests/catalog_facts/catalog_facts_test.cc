// The default catalog says what the tables of this directory say; and no value
// of it can change without some table or example noticing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <iostream>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "core/catalog/catalog_loader.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/text_format.h"
#include "tests/catalog_facts/facts.h"
#include "tests/golden/examples.h"

namespace berth {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

v1::Catalog DefaultCatalog() {
  v1::Catalog catalog;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(std::string(DefaultCatalogText()), &catalog));
  return catalog;
}

TEST(CatalogFactsTest, TheDefaultCatalogIsAsTheTablesSay) {
  EXPECT_THAT(FailedFacts(**LoadCatalog(DefaultCatalogText())), testing::IsEmpty());
}

// Spoils one value after the other, and calls `visit` with the path while it is spoilt.
class Spoiler {
 public:
  explicit Spoiler(std::function<void(const std::string&)> visit) : visit_(std::move(visit)) {}

  void SpoilAll(Message& message, const std::string& path) {
    std::vector<const FieldDescriptor*> fields;
    message.GetReflection()->ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      // Sources are for people.
      if (field->name() == "provenance") continue;
      const std::string field_path = absl::StrCat(path, ".", field->name());
      const int size = field->is_repeated() ? message.GetReflection()->FieldSize(message, field) : 1;
      for (int i = 0; i < size; ++i) {
        SpoilValue(message, *field, i, field->is_repeated() ? absl::StrCat(field_path, "[", i, "]") : field_path);
      }
      // Implicit false is a value too.
    }
    SpoilFalseFlags(message, path);
  }

  // Drops each entry of each list.
  void DropAll(Message& message, const std::string& path) {
    std::vector<const FieldDescriptor*> fields;
    const auto& reflection = *message.GetReflection();
    reflection.ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      if (field->name() == "provenance") continue;
      const std::string field_path = absl::StrCat(path, ".", field->name());
      const bool is_message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
      if (!field->is_repeated()) {
        if (is_message) DropAll(*reflection.MutableMessage(&message, field), field_path);
        continue;
      }
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        DropEntry(message, *field, i, absl::StrCat(field_path, "[", i, "] dropped"));
        if (is_message && !field->is_map()) {
          DropAll(*reflection.MutableRepeatedMessage(&message, field, i), absl::StrCat(field_path, "[", i, "]"));
        }
      }
    }
  }

 private:
  void DropEntry(Message& message, const FieldDescriptor& field, int index, const std::string& path) {
    const auto& reflection = *message.GetReflection();
    const std::unique_ptr<Message> saved(message.New());
    saved->CopyFrom(message);
    reflection.SwapElements(&message, &field, index, reflection.FieldSize(message, &field) - 1);
    reflection.RemoveLast(&message, &field);
    visit_(path);
    message.CopyFrom(*saved);
  }

  void SpoilFalseFlags(Message& message, const std::string& path) {
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *message.GetDescriptor()->field(i);
      if (field.cpp_type() != FieldDescriptor::CPPTYPE_BOOL || field.has_presence()) continue;
      if (message.GetReflection()->GetBool(message, &field)) continue;
      message.GetReflection()->SetBool(&message, &field, true);
      visit_(absl::StrCat(path, ".", field.name()));
      message.GetReflection()->SetBool(&message, &field, false);
    }
  }

  void SpoilValue(Message& message, const FieldDescriptor& field, int index, const std::string& path) {
    const auto& reflection = *message.GetReflection();
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      SpoilAll(field.is_repeated() ? *reflection.MutableRepeatedMessage(&message, &field, index)
                                   : *reflection.MutableMessage(&message, &field),
               path);
      return;
    }
    const std::unique_ptr<Message> saved(message.New());
    saved->CopyFrom(message);
    SetOther(message, field, index);
    visit_(path);
    message.CopyFrom(*saved);
  }

  static void SetOther(Message& message, const FieldDescriptor& field, int index) {
    const auto& reflection = *message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        // Stays a legal name, so that the validator is not the one to notice.
        if (field.is_repeated()) {
          const std::string value = reflection.GetRepeatedString(message, &field, index);
          return reflection.SetRepeatedString(&message, &field, index, absl::StrCat(value, "x"));
        }
        return reflection.SetString(&message, &field, absl::StrCat(reflection.GetString(message, &field), "x"));
      }
      case FieldDescriptor::CPPTYPE_BOOL:
        return reflection.SetBool(&message, &field, !reflection.GetBool(message, &field));
      case FieldDescriptor::CPPTYPE_INT32:
        return reflection.SetInt32(&message, &field, reflection.GetInt32(message, &field) + 1);
      case FieldDescriptor::CPPTYPE_INT64:
        return reflection.SetInt64(&message, &field, reflection.GetInt64(message, &field) + 1);
      case FieldDescriptor::CPPTYPE_ENUM:
        return reflection.SetEnumValue(&message, &field, reflection.GetEnumValue(message, &field) == 1 ? 2 : 1);
      default:
        FAIL() << field.full_name();
    }
  }

  std::function<void(const std::string&)> visit_;
};

// An overlay that no longer fits the spoilt catalog is a failure too.
bool Fails(const std::vector<Example>& examples, ExampleCatalogs& catalogs) {
  try {
    return !FailedAssertions(examples, catalogs).empty();
  } catch (const std::runtime_error&) {
    return true;
  }
}

TEST(CatalogFactsTest, EveryValueOfTheDefaultCatalogIsTested) {
  const auto examples = LoadExamples(kPlans);
  v1::Catalog catalog = DefaultCatalog();
  int spoilt = 0;
  int refused = 0;
  const auto visit = [&](const std::string& path) {
    ++spoilt;
    const auto loaded = LoadCatalog(catalog);
    if (!loaded.ok()) {
      ++refused;
      return;
    }
    ExampleCatalogs catalogs(catalog);
    EXPECT_TRUE(!FailedFacts(**loaded).empty() || Fails(examples, catalogs))
        << path << " can change, and no test notices";
  };
  Spoiler(visit).SpoilAll(catalog, "catalog");
  Spoiler(visit).DropAll(catalog, "catalog");
  std::cout << spoilt << " values spoilt, " << refused << " of them refused by the validator\n";
  EXPECT_GT(spoilt, 1000);
  EXPECT_LT(refused, spoilt);
}

}  // namespace
}  // namespace berth
