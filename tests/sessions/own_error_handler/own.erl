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
    process_flag(error_handler, Old),
    {R, S, catch no_such_module:f(1, 2)}.
