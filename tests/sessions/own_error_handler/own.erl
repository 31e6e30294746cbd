-module(own).
-export([undefined_function/3, undefined_lambda/3, go/0, there/1]).

undefined_function(M, F, As) -> {handled, M, F, As}.
undefined_lambda(_, F, As) -> {lambda, is_function(F), As}.

there(X) -> X.

go() ->
    Old = process_flag(error_handler, ?MODULE),
    R = [no_such_module:f(1, 2), lists:no_such_function([x]), apply(no, such, [a]), own:there(1),
         process_info(self(), error_handler)],
    F = fun no_such_module:g/1,
    S = [F(1), lists:map(F, [2, 3]), catch own:nothing()],
    L = binary_to_term(lost()),
    T = [L(1, 2, 3), erlang:fun_info(L, env)],
    process_flag(error_handler, Old),
    {R, S, T, catch no_such_module:f(1, 2)}.

%% fun(A, B, C) -> {A, B, C, X} end of a module that nobody has.
lost() ->
    Env = term_to_binary({1, 2, 3}),
    <<131, Rest/binary>> = Env,
    Fixed = <<3, (erlang:md5("lost"))/binary, 0:32, 1:32, 119, 4, "lost", 97, 0, 98, 5, 244, 197, 144>>,
    <<131, Pid/binary>> = term_to_binary(self()),
    Size = 4 + byte_size(Fixed) + byte_size(Pid) + byte_size(Rest),
    <<131, 112, Size:32, Fixed/binary, Pid/binary, Rest/binary>>.
