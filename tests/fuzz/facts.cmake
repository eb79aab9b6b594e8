knockback_fuzz(fuzz_address SOURCE fuzz_address.cpp DEPS knockback_facts)
