knockback_fuzz(fuzz_decode SOURCE fuzz_decode.cpp DEPS knockback_decode)
