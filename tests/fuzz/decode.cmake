knockback_fuzz(fuzz_decode SOURCE fuzz_decode.cpp DEPS knockback_decode)
knockback_fuzz(fuzz_ssh_question SOURCE fuzz_ssh_question.cpp DEPS knockback_decode)
