%% What is called in place of a function that is not there: its module is loaded, else it is undefined.
%%
%% OTP: error_handler
-module(error_handler).

-export([undefined_function/3, undefined_lambda/3, raise_undef_exception/3]).

-moduledoc "Called where a function is not there.".

-doc """
Loads Module if it is not loaded, and calls the function. If there is none the module's
`'$handle_undefined_function'/2` is called, if it exports that; else the call fails with `undef`.
""".
-spec undefined_function(Module :: atom(), Function :: atom(), Args :: list()) -> term().
undefined_function(Module, Function, Args) ->
    case code:ensure_loaded(Module) of
        {module, Module} ->
            case erlang:function_exported(Module, Function, length(Args)) of
                true -> apply(Module, Function, Args);
                false -> handled(Module, Function, Args)
            end;
        {error, _} -> raise_undef_exception(Module, Function, Args)
    end.

handled(Module, Function, Args) ->
    case erlang:function_exported(Module, '$handle_undefined_function', 2) of
        true -> Module:'$handle_undefined_function'(Function, Args);
        false -> raise_undef_exception(Module, Function, Args)
    end.

-doc "Loads Module if it is not loaded, and calls Fun, which is of it.".
-spec undefined_lambda(Module :: atom(), Fun :: fun(), Args :: list()) -> term().
undefined_lambda(Module, Fun, Args) ->
    case code:ensure_loaded(Module) of
        {module, Module} -> apply(Fun, Args);
        {error, _} -> raise(Fun, Args, [])
    end.

-doc "Fails as a call of a function that is not there does.".
-spec raise_undef_exception(Module :: atom(), Function :: atom(), Args :: list()) -> no_return().
raise_undef_exception(Module, Function, Args) -> raise(Module, Function, Args).

%% With the place of the call, but without the functions of this module.
raise(Module, Function, Args) ->
    {current_stacktrace, Frames} = process_info(self(), current_stacktrace),
    Others = [Frame || Frame <- Frames, element(1, Frame) =/= ?MODULE],
    erlang:raise(error, undef, [{Module, Function, Args, []} | Others]).
