// Thread: any; pure. What may be asked of the engine: every rule has a test.
#pragma once

#include "core/probe/engine.h"

namespace knockback {

inline constexpr int kMaxBurst = 256; // in flight at once, over all bursts
inline constexpr std::chrono::nanoseconds kMinInterval = std::chrono::milliseconds(10);
inline constexpr std::chrono::nanoseconds kMaxInterval = std::chrono::hours(24);
inline constexpr std::chrono::nanoseconds kMinTimeout = std::chrono::milliseconds(10);
inline constexpr std::chrono::nanoseconds kMaxTimeout = std::chrono::minutes(5);
inline constexpr std::chrono::nanoseconds kMaxAfterConnect = std::chrono::seconds(30);

Status checkSchedule(const Schedule& schedule);

} // namespace knockback
