#include "core/batch/batch_reader.h"

#include <gtest/gtest.h>

#include "berth/v1/placement_service.pb.h"
#include "tests/core/lines.h"

namespace berth {
namespace {

TEST(BatchReaderTest, ReadsEveryKindOfBatch) {
  v1::BatchCheckAccessRequest batch;
  batch.set_expected_catalog_revision("sha256:1");
  batch.add_entries()->set_id("a");
  batch.mutable_entries(0)->mutable_request()->set_caller_account("acct");
  batch.add_entries()->set_id("b");
  const std::string bytes = batch.SerializeAsString();
  const auto question = ReadBatch(bytes, 2);
  ASSERT_TRUE(question.ok()) << question.status();
  EXPECT_EQ(question->expected_catalog_revision, "sha256:1");
  ASSERT_EQ(question->entries.size(), 2u);
  EXPECT_EQ(question->entries[0].id, "a");
  EXPECT_EQ(question->entries[0].request, batch.entries(0).request().SerializeAsString());
  EXPECT_EQ(FirstReason(question->entries[1].status), v1::ERROR_REASON_REQUIRED_FIELD_MISSING);
  EXPECT_EQ(FirstReason(ReadBatch(bytes, 1).status()), v1::ERROR_REASON_BATCH_TOO_LARGE);
}

TEST(BatchReaderTest, RefusesWhatIsNoBatch) {
  const struct {
    const char* name;
    std::string bytes;
    v1::ErrorReason reason;
  } cases[] = {
      {"truncated length", std::string("\x0A", 1), v1::ERROR_REASON_MALFORMED_MESSAGE},
      {"truncated entry", std::string("\x0A\x05xy", 4), v1::ERROR_REASON_MALFORMED_MESSAGE},
      {"length beyond 2 GiB", std::string("\x0A\xFF\xFF\xFF\xFF\x0F", 6), v1::ERROR_REASON_MALFORMED_MESSAGE},
      {"unknown field", std::string("\x1A\x00", 2), v1::ERROR_REASON_UNKNOWN_FIELD},
      {"field of another type", std::string("\x08\x01", 2), v1::ERROR_REASON_UNKNOWN_FIELD},
      {"end of a group", std::string("\x0C", 1), v1::ERROR_REASON_UNKNOWN_FIELD},
      {"tag zero", std::string("\x00\x0A\x00", 3), v1::ERROR_REASON_MALFORMED_MESSAGE},
  };
  for (const auto& [name, bytes, reason] : cases) {
    SCOPED_TRACE(name);
    const auto question = ReadBatch(bytes, 10);
    ASSERT_FALSE(question.ok());
    EXPECT_EQ(FirstReason(question.status()), reason);
  }
}

TEST(BatchReaderTest, ABadEntryIsItsOwnFault) {
  const std::string bytes("\x0A\x02\x1A\x00\x0A\x04\x0A\x00\x12\x00", 10);
  const auto question = ReadBatch(bytes, 10);
  ASSERT_TRUE(question.ok());
  ASSERT_EQ(question->entries.size(), 2u);
  EXPECT_EQ(FirstReason(question->entries[0].status), v1::ERROR_REASON_UNKNOWN_FIELD);
  EXPECT_TRUE(question->entries[1].status.ok());
}

}  // namespace
}  // namespace berth
