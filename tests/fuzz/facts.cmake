knockback_fuzz(fuzz_address SOURCE fuzz_address.cpp DEPS knockback_facts)
knockback_fuzz(fuzz_first_bytes SOURCE fuzz_first_bytes.cpp DEPS knockback_facts)
