"""What every answer of the API is made of."""

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """A JSON object of the API. Times are ISO 8601 in UTC."""

    model_config = ConfigDict(frozen=True)
