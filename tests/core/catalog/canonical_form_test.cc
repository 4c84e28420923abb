#include "core/catalog/canonical_form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "core/catalog/catalog_loader.h"
#include "core/wire/wire.h"
#include "google/protobuf/descriptor.h"
#include "tests/core/edited_catalog.h"

namespace berth {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using testing::ElementsAre;

// Shuffles every list at any depth.
void Shuffle(std::mt19937& random, Message& message) {
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const bool is_message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (field->is_map()) continue;
    if (!field->is_repeated()) {
      if (is_message) Shuffle(random, *reflection.MutableMessage(&message, field));
      continue;
    }
    const int size = reflection.FieldSize(message, field);
    for (int i = 0; i < size; ++i) {
      if (is_message) Shuffle(random, *reflection.MutableRepeatedMessage(&message, field, i));
      reflection.SwapElements(&message, field, i, std::uniform_int_distribution<int>(i, size - 1)(random));
    }
  }
}

TEST(CanonicalFormTest, ShufflingAListChangesNothing) {
  const std::string revision = DefaultIndex().revision();
  const std::string bytes = Encode(DefaultIndex().catalog());
  std::mt19937 random(1);
  for (int i = 0; i < 20; ++i) {
    v1::Catalog catalog = DefaultCatalog();
    Shuffle(random, catalog);
    ASSERT_NE(Encode(catalog), Encode(DefaultCatalog()));
    const auto loaded = LoadCatalog(catalog);
    ASSERT_TRUE(loaded.ok()) << loaded.status();
    EXPECT_EQ((*loaded)->revision(), revision);
    EXPECT_EQ(Encode((*loaded)->catalog()), bytes);
  }
}

TEST(CanonicalFormTest, MessagesAreSortedByNameAndThenByBytes) {
  auto catalog = FromText<v1::Catalog>(R"(
    skus { name: "b" } skus { name: "a" compute_unit: "z" } skus { name: "aa" } skus { name: "a" compute_unit: "y" }
    skus { compute_unit: "unnamed" })");
  MakeCanonical(catalog);
  std::vector<std::string> names;
  for (const v1::Sku& sku : catalog.skus()) names.push_back(sku.name() + "/" + sku.compute_unit());
  EXPECT_THAT(names, ElementsAre("/unnamed", "a/y", "a/z", "aa/", "b/"));
}

TEST(CanonicalFormTest, ScalarsAreSortedAtAnyDepth) {
  auto catalog = FromText<v1::Catalog>(R"(
    providers { offers { compute_unit: "u" node_label_values: "b" node_label_values: "a" } }
    skus { aliases: "d" aliases: "c" aliases: "c" })");
  MakeCanonical(catalog);
  EXPECT_THAT(catalog.providers(0).offers(0).node_label_values(), ElementsAre("a", "b"));
  EXPECT_THAT(catalog.skus(0).aliases(), ElementsAre("c", "c", "d"));
  v1::Hardware hardware;
  hardware.add_providers(v1::PROVIDER_GKE);
  hardware.add_providers(v1::PROVIDER_CKS);
  MakeCanonical(hardware);
  EXPECT_THAT(hardware.providers(), ElementsAre(v1::PROVIDER_CKS, v1::PROVIDER_GKE));
}

// What MakeCanonical leaves alone must not exist.
void ExpectSortable(const Descriptor& type, std::set<const Descriptor*>& seen) {
  if (!seen.insert(&type).second) return;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const auto kind = field.cpp_type();
    if (kind == FieldDescriptor::CPPTYPE_MESSAGE) {
      ExpectSortable(*field.message_type(), seen);
    } else if (field.is_repeated()) {
      EXPECT_TRUE(kind == FieldDescriptor::CPPTYPE_STRING || kind == FieldDescriptor::CPPTYPE_INT32 ||
                  kind == FieldDescriptor::CPPTYPE_ENUM)
          << field.full_name();
    }
  }
}

TEST(CanonicalFormTest, EveryListOfTheSchemaCanBeSorted) {
  std::set<const Descriptor*> seen;
  ExpectSortable(*v1::Catalog::descriptor(), seen);
  EXPECT_GT(seen.size(), 20u);
}

}  // namespace
}  // namespace berth
