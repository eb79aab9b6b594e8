knockback_fuzz(fuzz_target SOURCE fuzz_target.cpp DEPS knockback_target)
