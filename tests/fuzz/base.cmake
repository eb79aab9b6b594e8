knockback_fuzz(fuzz_text SOURCE fuzz_text.cpp DEPS knockback_base)
knockback_fuzz(fuzz_redactor SOURCE fuzz_redactor.cpp DEPS knockback_base)
